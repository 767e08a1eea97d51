// Applies what the visitor chose on an earlier page before anything is painted.
(function () {
  var root = document.documentElement;
  root.dataset.script = "";
  // Whoever lives by other clocks gets a line for them, which must not push others away later.
  if (Intl.DateTimeFormat().resolvedOptions().timeZone !== root.dataset.zone) root.dataset.abroad = "";
  try {
    ["theme", "textSize", "spacing", "pictures"].forEach(function (name) {
      var chosen = localStorage.getItem(name);
      if (chosen) root.dataset[name] = chosen;
    });
    // The server draws one view by the window's width, or the one that the address names.
    var view = localStorage.getItem("view");
    var asked = new URLSearchParams(location.search);
    if (view && !asked.has("view") && /\/programme\/([\d-]+\/)?$/.test(location.pathname)) {
      asked.set("view", view);
      location.replace(location.pathname + "?" + asked + location.hash);
    }
    var dismissed = (localStorage.getItem("dismissed") || "").split(" ").filter(Boolean);
    if (!dismissed.length) return;
    // The one way to a rule that needs neither an inline style nor the page's body.
    var sheet = new CSSStyleSheet();
    dismissed.forEach(function (key) {
      sheet.insertRule('[data-notice="' + CSS.escape(key) + '"]{display:none}');
    });
    document.adoptedStyleSheets = [sheet];
  } catch (refused) {
    // A browser that keeps nothing for sites shows what the server sent, as the system likes it.
  }
})();
