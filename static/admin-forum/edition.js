// Opens the form of a new thing anew for the edition chosen: its zone and its things are offered.
"use strict";
document.addEventListener("change", (event) => {
  if (event.target.id !== "id_edition" || !event.target.value) {
    return;
  }
  const address = new URL(window.location.href);
  if (address.pathname.endsWith("/add/")) {
    address.searchParams.set("edition", event.target.value);
    window.location.assign(address);
  }
});
