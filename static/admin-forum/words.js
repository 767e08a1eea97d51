// Offers "still right" beside a translation as soon as its original is edited.
"use strict";
document.addEventListener("input", (event) => {
  const original = event.target.closest("[data-words-original]");
  if (!original) {
    return;
  }
  const words = original.closest("[data-words]");
  const isEdited = event.target.value !== event.target.defaultValue;
  for (const tick of words.querySelectorAll("[data-words-confirm]")) {
    tick.hidden = !isEdited;
    if (!isEdited) {
      tick.querySelector("input").checked = false;
    }
  }
});
