// Opens the form of a new thing anew for the edition chosen: its zone and its things are offered.
// What was typed by then is taken along, so that nothing is lost.
"use strict";
const KEPT = "forum-typed";
document.addEventListener("change", (event) => {
  if (event.target.id !== "id_edition" || !event.target.value) {
    return;
  }
  const address = new URL(window.location.href);
  if (address.pathname.endsWith("/add/")) {
    address.searchParams.set("edition", event.target.value);
    const typed = {};
    for (const field of event.target.form.elements) {
      const isTyped = field.type === "text" || field.tagName === "TEXTAREA";
      if (isTyped && field.name && field.value && field.value !== field.defaultValue) {
        typed[field.name] = field.value;
      }
    }
    window.sessionStorage.setItem(KEPT, JSON.stringify(typed));
    window.location.assign(address);
  }
});
document.addEventListener("DOMContentLoaded", () => {
  const typed = JSON.parse(window.sessionStorage.getItem(KEPT) || "{}");
  window.sessionStorage.removeItem(KEPT);
  for (const [name, value] of Object.entries(typed)) {
    const field = document.querySelector(`form [name="${CSS.escape(name)}"]`);
    if (field && field.value === field.defaultValue) {
      field.value = value;
    }
  }
});
