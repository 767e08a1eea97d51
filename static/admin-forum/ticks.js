// Ticks or clears all differences of a group at once.
"use strict";
for (const group of document.querySelectorAll("[data-tick-group]")) {
  const buttons = group.querySelector("[data-tick-buttons]");
  if (!buttons) {
    continue;
  }
  const set = (isChecked) => {
    for (const tick of group.querySelectorAll("input[name=chosen]")) {
      tick.checked = isChecked;
    }
  };
  buttons.hidden = false;
  buttons.querySelector("[data-tick-all]").addEventListener("click", () => set(true));
  buttons.querySelector("[data-tick-none]").addEventListener("click", () => set(false));
}
