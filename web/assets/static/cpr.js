// While somebody writes in the questionnaire: what looks like a CPR number is pointed
// out at once. The server looks in the same way (workflow/cpr.go) and masks it before
// anything is stored; a test holds the two against each other.
(function () {
  "use strict";
  var sep = " ?[-./_ ] ?", gap = "[ n]{0,3}[-./_:]?[ n]{0,3}", two = "\\d\\d", four = "\\d{4}", six = "\\d{6}";
  var layouts = [
    six + gap + four,
    two + sep + two + sep + two + gap + four,
    two + sep + two + sep + two + sep + two + sep + two,
    six + sep + two + sep + two,
    four + sep + two + sep + four,
    two + sep + four + sep + four,
    "\\d(?:" + sep + "\\d){9}",
    "\\d{8} ?-? ?\\d{4}",
    two + sep + two + sep + four + " ?- ?" + four
  ].map(function (form) { return new RegExp("^(" + form + ")(?:\\D|$)"); });
  var digit = /[0-9\uff10-\uff19]/, dash = /[-~\u00ad\u2010-\u2015\u2043\u2212]/, unseen = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/;
  var space = /[\t\v\f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
  try { // where the browser knows them: digits, dashes and unseen signs of any script
    digit = new RegExp("\\p{Nd}", "u");
    dash = new RegExp("[\\p{Pd}~\\u00ad\\u2043\\u2212]", "u");
    unseen = new RegExp("\\p{Cf}", "u");
  } catch (e) { /* an older one */ }

  function valueOf(c) { // digits of a script come in tens
    var n = 0;
    for (var code = c.codePointAt(0); n < 9 && digit.test(String.fromCodePoint(code - 1)); n++) code--;
    return String(n);
  }
  function shapeOf(text) {
    var shape = "";
    Array.from(text).forEach(function (c) {
      if (/[0-9./_:]/.test(c)) shape += c;
      else if (digit.test(c)) shape += valueOf(c);
      else if (c === "\n" || c === "\r") shape += "n";
      else if (space.test(c)) shape += " ";
      else if (dash.test(c)) shape += "-";
      else if (!unseen.test(c)) shape += "x";
    });
    return shape;
  }
  function dayLike(d) {
    var day = Number(d.slice(0, 2)), month = Number(d.slice(2, 4));
    if (day > 60) day -= 60;
    return month >= 1 && month <= 12 && day >= 1 && day <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  }
  function centuryLike(d) { return /^(18|19|20)$/.test(d.slice(4, 6)) && !/^(19|20)$/.test(d.slice(8, 10)); }
  function cprIn(text) {
    var shape = shapeOf(text);
    for (var i = 0; i < shape.length; i++) {
      if (!/[0-9]/.test(shape[i]) || i > 0 && /[0-9]/.test(shape[i - 1])) continue;
      var rest = shape.slice(i, i + 64);
      if (layouts.some(function (layout) {
        var m = layout.exec(rest), d = m && m[1].replace(/\D/g, "");
        return m && dayLike(d) && (d.length === 10 || centuryLike(d));
      })) return true;
    }
    return false;
  }

  var warning = document.getElementById("cpr-warning");
  if (!warning) return;
  var marked = [];
  function look(field) {
    var found = cprIn(field.value), at = marked.indexOf(field);
    if (found === at >= 0) return;
    if (!found) {
      marked.splice(at, 1);
      field.parentNode.removeChild(document.getElementById(field.id + "-cpr"));
      return;
    }
    marked.push(field);
    var note = document.createElement("p");
    note.id = field.id + "-cpr";
    note.className = "form-error-message";
    note.setAttribute("role", "status");
    note.textContent = warning.textContent;
    field.parentNode.insertBefore(note, field);
  }
  document.addEventListener("input", function (e) { if (e.target.localName === "textarea") look(e.target); });
  Array.prototype.forEach.call(document.querySelectorAll("textarea"), look);
})();
