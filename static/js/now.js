// Moves the train along with the time, says how long something has been on, and goes to it.
(function () {
  const said = document.currentScript.dataset;
  const ROW_MINUTES = 5;
  const FIRST_ROW = 2;

  function minutesSince(instant) {
    return (Date.now() - Date.parse(instant)) / 60000;
  }

  function move() {
    for (const train of document.querySelectorAll(".timetable > .now")) {
      const minutes = minutesSince(train.parentElement.dataset.scale);
      const rows = Number(getComputedStyle(train.parentElement).getPropertyValue("--rows"));
      const row = FIRST_ROW + Math.floor(minutes / ROW_MINUTES);
      // A rehearsal's clock is not this one: then the train stays where the server put it.
      if (minutes < 0 || row > FIRST_ROW + rows) continue;
      train.style.setProperty("--r", row);
      train.style.setProperty("--within", (minutes % ROW_MINUTES) / ROW_MINUTES);
    }
    for (const state of document.querySelectorAll(".session .state-live, .session .state-soon")) {
      const [starts, ends] = state.closest(".session").querySelectorAll(".session-when > time");
      if (!starts) continue;
      const minutes = Math.floor(minutesSince(starts.dateTime));
      const isOn = ends && minutes >= 0 && minutesSince(ends.dateTime) < 0;
      const isSoon = minutes < 0 && minutes >= -15;
      let words = "";
      if (isOn && state.matches(".state-live")) words = said.on.replace("%s", minutes);
      if (isSoon && state.matches(".state-soon")) words = said.soon.replace("%s", -minutes);
      let place = state.querySelector(".minutes");
      if (!words) {
        if (place) place.remove();
        continue;
      }
      if (!place) {
        place = document.createElement("span");
        place.className = "minutes";
        place.dataset.added = "";
        state.append(place);
      }
      if (place.textContent !== words) place.textContent = words;
    }
  }

  // Whoever opens the programme while it is on finds what is on: once, and only from the top.
  function go() {
    const train = document.getElementById("now");
    const asked = new URLSearchParams(location.search);
    asked.delete("view");
    if (!train || location.hash || asked.size || scrollY) return;
    const [entry] = performance.getEntriesByType("navigation");
    if (entry && entry.type !== "navigate") return;
    if (train.getBoundingClientRect().top > innerHeight) train.scrollIntoView();
  }

  document.addEventListener("page:updated", move);
  setInterval(move, 20000);
  move();
  if (document.readyState === "complete") go();
  else addEventListener("load", go);
})();
