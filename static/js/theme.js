// Switches between the light and the dark theme, and keeps the choice in this browser.
(function () {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const buttons = document.querySelectorAll("[data-theme-switch]");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }

  function show() {
    for (const button of buttons) button.setAttribute("aria-pressed", String(isDark()));
  }

  function keep(theme) {
    try {
      // A choice that equals the system's is none: from now on the page follows it again.
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch (refused) {
      // Then the choice lasts as long as the page.
    }
  }

  for (const button of buttons) {
    button.addEventListener("click", function () {
      const theme = isDark() ? "light" : "dark";
      if ((theme === "dark") === dark.matches) {
        delete root.dataset.theme;
        keep("");
      } else {
        root.dataset.theme = theme;
        keep(theme);
      }
      show();
    });
  }
  dark.addEventListener("change", show);
  addEventListener("storage", function (event) {
    if (event.key !== "theme") return;
    if (event.newValue) root.dataset.theme = event.newValue;
    else delete root.dataset.theme;
    show();
  });
  show();
})();
