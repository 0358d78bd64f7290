// While a justification is written: after a pause the form is sent to be looked
// at, what is found is shown, and the server keeps a draft. Without this script
// the button does the same.
(function () {
  "use strict";
  var form = document.getElementById("case-form"), shown = document.getElementById("case-findings");
  if (!form || !shown || !window.fetch) return;
  var pause = 2000, apart = 15000, timer = 0, last = 0, typed = 0, saving = false;

  function look() {
    if (saving) return;
    var now = typed, body = new URLSearchParams(new FormData(form));
    body.set("try", "yes");
    last = Date.now();
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin", redirect: "error" }).then(function (r) {
      return r.ok ? r.text() : "";
    }).then(function (text) {
      var found = text && new DOMParser().parseFromString(text, "text/html").getElementById("case-findings");
      if (!found || saving || now !== typed) return; // more was typed meanwhile
      if (shown.textContent.trim() !== found.textContent.trim()) {
        shown.replaceChildren.apply(shown, Array.from(document.importNode(found, true).childNodes));
      }
    }).catch(function () { /* the next pause tries again; the button stays */ });
  }

  form.addEventListener("input", function () {
    typed++;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(pause, last + apart - Date.now()));
  });
  form.addEventListener("submit", function () {
    saving = true;
    clearTimeout(timer);
  });
})();
