// Sets the point of a picture that stays in sight by a click on it.
"use strict";
{
  const draw = (picture) => {
    const x = picture.querySelector("[data-picture-x]").value;
    const y = picture.querySelector("[data-picture-y]").value;
    for (const [selector, values] of [
      ["[data-picture-down]", { x1: x, x2: x }],
      ["[data-picture-across]", { y1: y, y2: y }],
    ]) {
      for (const [name, value] of Object.entries(values)) {
        picture.querySelector(selector).setAttribute(name, value);
      }
    }
  };

  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-picture-image]")) {
      return;
    }
    const picture = event.target.closest("[data-picture]");
    const box = event.target.getBoundingClientRect();
    const share = (at, start, size) => Math.min(100, Math.max(0, Math.round((100 * (at - start)) / size)));
    picture.querySelector("[data-picture-x]").value = share(event.clientX, box.left, box.width);
    picture.querySelector("[data-picture-y]").value = share(event.clientY, box.top, box.height);
    draw(picture);
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-picture-x], [data-picture-y]")) {
      draw(event.target.closest("[data-picture]"));
    }
  });
}
