// Applies what the visitor chose on an earlier page before anything is painted.
(function () {
  var root = document.documentElement;
  root.dataset.script = "";
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (refused) {
    // A browser that keeps nothing for sites shows the system's theme.
  }
})();
