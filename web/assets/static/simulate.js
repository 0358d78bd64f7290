// What if: the answer follows while something is chosen or a day is drawn, and stands in
// the address. Without this script the button asks.
(function () {
  "use strict";
  var form = document.querySelector("form[data-live]"), box = document.getElementById("live");
  if (!form || !box || !window.fetch || !window.AbortController) return;
  var waiting = null, asking = null, told = document.createElement("p");
  told.className = "sr-only";
  told.setAttribute("role", "status");
  form.after(told);

  function address() {
    var all = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (value !== "") all.append(name, value); });
    var to = new URL(form.action);
    to.search = all.toString();
    return to.href;
  }

  function show(text, fine) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var part = page.getElementById("live"), wrong = page.querySelector(".error-summary");
    if (fine && part) {
      box.replaceChildren.apply(box, Array.from(part.childNodes));
    } else if (wrong) {
      wrong.removeAttribute("autofocus");
      box.replaceChildren(wrong);
    }
    var short = box.querySelector("[data-short]");
    told.textContent = short ? short.textContent : "";
    box.removeAttribute("aria-busy");
  }

  function ask() {
    var to = address();
    if (asking) asking.abort();
    asking = new AbortController();
    box.setAttribute("aria-busy", "true");
    fetch(to, { credentials: "same-origin", signal: asking.signal }).then(function (r) {
      return r.text().then(function (text) {
        history.replaceState(null, "", to); // keeping it keeps what the address says
        show(text, r.ok);
      });
    }).catch(function () { box.removeAttribute("aria-busy"); }); // the button still asks
  }

  form.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });

  // The day can be drawn along three years.
  var on = form.elements.on, today = Date.parse(form.getAttribute("data-today") + "T00:00:00Z"), day = 86400000;
  if (!on || on.type !== "date" || isNaN(today)) return;
  var slide = document.createElement("input");
  slide.type = "range";
  slide.min = 0;
  slide.max = 1095;
  slide.className = "slide";
  slide.setAttribute("aria-label", form.getAttribute("data-slide"));
  function follow() {
    var at = Date.parse(on.value + "T00:00:00Z");
    if (!isNaN(at)) slide.value = Math.round((at - today) / day);
    say();
  }
  function say() {
    var at = new Date(on.value + "T00:00:00Z");
    slide.setAttribute("aria-valuetext", isNaN(at) ? "" : at.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }));
  }
  slide.addEventListener("input", function () {
    on.value = new Date(today + slide.value * day).toISOString().slice(0, 10);
    say();
  });
  on.addEventListener("input", follow);
  follow();
  on.after(slide);
})();
