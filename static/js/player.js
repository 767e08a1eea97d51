// Puts YouTube's player in the place of a poster when the visitor presses play, and not before.
(function () {
  function frame(address, title) {
    const player = document.createElement("iframe");
    player.src = address;
    player.title = title;
    player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    // YouTube answers "Error 153" to a player that does not say where it stands.
    player.referrerPolicy = "strict-origin-when-cross-origin";
    player.className = "player-frame";
    return player;
  }

  function play(facade, address) {
    const player = frame(address, facade.dataset.playerTitle);
    // A page that is brought up to date leaves alone what plays.
    facade.closest("figure").dataset.keep = "";
    facade.replaceWith(player);
    player.focus();
  }

  function choose(choice) {
    const figure = choice.closest("figure");
    const playing = figure.querySelector("iframe");
    const facade = figure.querySelector(".facade");
    if (playing) playing.src = choice.dataset.playerChoice;
    else play(facade, choice.dataset.playerChoice);
    for (const other of figure.querySelectorAll("[data-player-choice]")) {
      if (other === choice) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
  }

  function makeButtons(root) {
    for (const link of root.querySelectorAll("a[data-player]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = link.className;
      button.dataset.playerTitle = link.dataset.playerTitle;
      button.dataset.player = link.dataset.player;
      button.append(...link.childNodes);
      link.replaceWith(button);
    }
  }

  document.addEventListener("click", function (event) {
    const facade = event.target.closest("button[data-player]");
    const choice = event.target.closest("a[data-player-choice]");
    if (facade) play(facade, facade.dataset.player);
    // With a modifier key it is an ordinary link, to be opened beside.
    if (!choice || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    choose(choice);
  });

  makeButtons(document);
  document.addEventListener("page:arriving", (event) => makeButtons(event.detail));
  document.addEventListener("page:updated", () => makeButtons(document));
})();
