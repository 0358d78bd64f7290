// Who leaves a page of the desk with something typed and not saved is warned. What
// was typed is what differs from what the server sent; a form that came back with
// its writer's own text in it says so itself. Without this script nobody is warned.
(function () {
  "use strict";
  var sending = null;

  function changed(field) {
    switch (field.type) {
      case "hidden": case "submit": case "button": case "reset": return false;
      case "checkbox": case "radio": return field.checked !== field.defaultChecked;
      case "file": return field.files.length > 0;
      case "select-one":
        var served = Array.from(field.options).findIndex(function (o) { return o.defaultSelected; });
        return field.selectedIndex !== Math.max(served, 0);
    }
    return "defaultValue" in field && field.value !== field.defaultValue;
  }

  function unsaved(form) {
    return form.method === "post" && form !== sending && !form.hasAttribute("data-throwaway") &&
      (form.querySelector("[data-unsaved]") !== null || Array.from(form.elements).some(changed));
  }

  document.addEventListener("submit", function (e) { sending = e.target; });
  window.addEventListener("pageshow", function () { sending = null; });
  window.addEventListener("beforeunload", function (e) {
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return; // who has done nothing is not asked
    if (Array.from(document.forms).some(unsaved)) {
      e.preventDefault();
      e.returnValue = true; // for browsers that go by this
    }
  });
})();
