// Where a link is guarded, whoever answers shows a little work: this finds the numbers
// that the form asks for (see internal/guard/work.go), in small slices so that the page
// stays alive, while the answer is looked over. Without it three words are typed instead.
(function () {
  "use strict";
  var box = document.querySelector("[data-work]");
  if (!box) return;
  var form = box.closest("form"), stamp = form.elements.stamp.value, puzzles = +box.getAttribute("data-puzzles"), bits = +box.getAttribute("data-bits");
  var told = box.querySelector("[role=status]"), bar = box.querySelector("progress"), question = box.querySelector("[data-work-question]");
  var found = [], number = 0, waiting = null, slice = 30, patience = 20000;

  // SHA-256 (FIPS 180-4) of a text of ASCII letters, of which the first word is enough.
  var K = [], start = [];
  (function () {
    var n = 2, i;
    function part(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    while (K.length < 64) {
      for (i = 2; i * i <= n && n % i; i++);
      if (i * i > n) {
        if (start.length < 8) start.push(part(Math.sqrt(n)));
        K.push(part(Math.cbrt ? Math.cbrt(n) : Math.pow(n, 1 / 3)));
      }
      n++;
    }
  })();
  var W = new Int32Array(64);
  function first(text) {
    var h = start.slice(), blocks = (text.length + 72) >> 6, b, i, c;
    for (b = 0; b < blocks; b++) {
      for (i = 0; i < 16; i++) {
        W[i] = 0;
        for (c = 0; c < 4; c++) {
          var at = b * 64 + i * 4 + c;
          W[i] = W[i] << 8 | (at < text.length ? text.charCodeAt(at) : at === text.length ? 128 : 0);
        }
      }
      if (b === blocks - 1) W[15] = text.length * 8;
      for (i = 16; i < 64; i++) {
        var x = W[i - 15], y = W[i - 2];
        W[i] = W[i - 16] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + W[i - 7] + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
      }
      var s = h.slice();
      for (i = 0; i < 64; i++) {
        var e = s[4], a = s[0];
        var t = s[7] + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & s[5] ^ ~e & s[6]) + K[i] + W[i] | 0;
        var u = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & s[1] ^ a & s[2] ^ s[1] & s[2]) | 0;
        s[7] = s[6]; s[6] = s[5]; s[5] = e; s[4] = s[3] + t | 0;
        s[3] = s[2]; s[2] = s[1]; s[1] = a; s[0] = t + u | 0;
      }
      for (i = 0; i < 8; i++) h[i] = h[i] + s[i] | 0;
    }
    return h[0];
  }

  function say(what) { told.textContent = box.getAttribute("data-" + what); }
  function work() {
    var until = Date.now() + slice;
    while (Date.now() < until && found.length < puzzles) {
      for (var i = 0; i < 200; i++, number++) {
        if (first(stamp + ":" + found.length + ":" + number) >>> 32 - bits === 0) {
          found.push(number);
          number = 0;
          bar.value = found.length;
          break;
        }
      }
    }
    if (found.length < puzzles) return setTimeout(work, 0);
    form.elements.work.value = found.join(".");
    question.hidden = bar.hidden = true;
    form.setAttribute("data-worked", "");
    say("done");
    if (waiting) waiting.click();
  }

  question.hidden = true;
  bar.hidden = false;
  say("busy");
  setTimeout(work, 0);
  setTimeout(function () { if (found.length < puzzles) question.hidden = false; }, patience);
  window.addEventListener("submit", function (e) {
    var pressed = e.submitter || form.querySelector("button[value=send]");
    if (e.target !== form || found.length === puzzles || pressed.value !== "send" || form.elements.digits.value) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    waiting = pressed;
    say("soon");
  }, true);
})();
