// What somebody writes in the questionnaire is kept in their own browser until it is
// sent, so that a closed tab or a lost connection loses nothing. It never reaches the
// server but by the form itself. Without this script the form does all but that.
(function () {
  "use strict";
  var prefix = "omvendt.draft.", oldest = 60 * 24 * 3600 * 1000, patience = 10000, store = null;
  try {
    store = window.localStorage;
    store.setItem(prefix + "probe", "");
    store.removeItem(prefix + "probe");
  } catch (e) { store = null; } // a private window may have none

  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch (e) { return null; }
  }
  function forget(key) { if (store) store.removeItem(key); }

  if (store) { // a draft that nobody came back to does not lie there for ever
    Object.keys(store).forEach(function (key) {
      var draft = key.indexOf(prefix) === 0 && read(key);
      if (draft && !(Date.now() - draft.saved < oldest)) forget(key);
    });
  }
  var sent = document.querySelector("[data-draft-sent]");
  if (sent) forget(prefix + sent.getAttribute("data-draft-sent"));

  var form = document.querySelector("form[data-draft]");
  if (!form) return;
  var key = prefix + form.getAttribute("data-draft"), pressed = null, asking = false, timer = 0;
  function part(id) { return document.getElementById(id); }

  // said are the fields that somebody answers in, those of other steps too.
  function said() {
    var values = {};
    Array.prototype.forEach.call(form.elements, function (e) {
      if (!/^(group\.|answers\.|choices\.|views\.|suggestions\[|missing_rule$)/.test(e.name)) return;
      var all = values[e.name] = values[e.name] || [];
      if ((e.type !== "radio" && e.type !== "checkbox" || e.checked) && e.value.trim() !== "") all.push(e.value);
    });
    return values;
  }
  function blank(values) {
    return Object.keys(values).every(function (name) { return values[name].length === 0; });
  }
  function mine() { // the draft of this very answer, and not of one in another tab
    var draft = store && read(key);
    return draft && draft.submission === form.elements.submission.value ? draft : null;
  }
  function save() {
    clearTimeout(timer);
    if (!store || asking) return;
    var now = said(), before = mine();
    if (before) { // a page that the browser went back to does not know what was said later
      Object.keys(before.values).forEach(function (name) { if (!(name in now)) now[name] = before.values[name]; });
    } else if (blank(now)) {
      return;
    }
    try {
      store.setItem(key, JSON.stringify({ saved: Date.now(), submission: form.elements.submission.value, step: form.elements.step.value, values: now }));
    } catch (e) { /* it is full: the page still has it all */ }
  }
  function hide(name, value) {
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.appendChild(field);
  }
  function restore(values) {
    var here = said();
    Object.keys(values).forEach(function (name) {
      if (!(name in here)) values[name].forEach(function (value) { hide(name, value); });
    });
  }

  // reached tells whether the server answers: a form that is sent into nothing is lost.
  function reached(then) {
    var done = false;
    function once(ok) { if (!done) { done = true; then(ok); } }
    if (navigator.onLine === false || !window.fetch) return once(!window.fetch);
    setTimeout(function () { once(false); }, patience);
    fetch(form.getAttribute("data-draft-probe"), { method: "HEAD", cache: "no-store", credentials: "omit" }).then(function (r) { once(r.status < 500); }, function () { once(false); });
  }
  function send() {
    save();
    var draft = mine();
    part("draft-failed").hidden = true;
    reached(function (ok) {
      if (!ok) {
        part("draft-failed").hidden = false;
        return;
      }
      if (draft) restore(draft.values);
      if (pressed) hide("do", pressed);
      HTMLFormElement.prototype.submit.call(form);
    });
  }
  Array.prototype.forEach.call(form.querySelectorAll("button[name=do]"), function (b) {
    b.addEventListener("click", function () { pressed = b.value; });
  });
  form.addEventListener("submit", function (e) {
    e.preventDefault();
    if (e.submitter) pressed = e.submitter.value;
    send();
  });
  part("draft-again").addEventListener("click", send);
  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(save, 300);
  });
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") save(); });
  if (!store) return;

  part("draft-note").hidden = false;
  part("draft-drop").addEventListener("click", function () {
    asking = true; // nothing is saved on the way out
    forget(key);
    window.location.replace(window.location.pathname);
  });
  if (!form.hasAttribute("data-draft-fresh")) return save();
  var draft = read(key);
  if (!draft || blank(draft.values)) return;
  asking = true;
  form.hidden = true;
  part("draft-offer").hidden = false;
  part("draft-go-on").addEventListener("click", function () {
    form.elements.submission.value = draft.submission;
    Array.prototype.slice.call(form.elements).forEach(function (e) { if (e.name in draft.values) e.disabled = true; });
    Object.keys(draft.values).forEach(function (name) { draft.values[name].forEach(function (value) { hide(name, value); }); });
    hide("do", "go." + draft.step);
    HTMLFormElement.prototype.submit.call(form);
  });
  part("draft-anew").addEventListener("click", function () {
    asking = false;
    forget(key);
    form.hidden = false;
    part("draft-offer").hidden = true;
  });
})();
