// Opens the display panel, applies what is chosen in it at once, and keeps it in this browser.
(function () {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const NAMES = ["theme", "textSize", "spacing", "pictures"];
  let isOpen = false;

  function all(selector) {
    return document.querySelectorAll(selector);
  }

  function isDark() {
    const theme = root.dataset.theme;
    return theme ? theme === "dark" || theme === "black" : system.matches;
  }

  // Brings buttons and radios in line with what is applied.
  function show() {
    for (const input of all("[data-display-panel] input")) {
      input.checked = input.value === (root.dataset[input.name] || "");
    }
    for (const panel of all("[data-display-panel]")) panel.hidden = !isOpen;
    for (const button of all("[data-display-switch]")) {
      button.setAttribute("aria-expanded", String(isOpen));
    }
    for (const button of all("[data-theme-switch]")) {
      button.setAttribute("aria-pressed", String(isDark()));
    }
  }

  // What is usual is kept as nothing.
  function apply(name, value) {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  }

  function choose(name, value) {
    apply(name, value);
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch (refused) {
      // Then the choice lasts as long as the page.
    }
  }

  function say(words) {
    for (const status of all("[data-display-status]")) status.textContent = words;
  }

  function open(whether) {
    isOpen = whether;
    say("");
    show();
    if (!isOpen) document.querySelector("[data-display-switch]").focus();
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-display-switch]")) open(!isOpen);
    else if (event.target.closest("[data-display-close]")) open(false);
    else if (event.target.closest("[data-display-reset]")) {
      for (const name of NAMES) choose(name, "");
      show();
      say(document.querySelector("[data-display-status]").dataset.wasReset);
    } else if (event.target.closest("[data-theme-switch]")) {
      const theme = isDark() ? "light" : "dark";
      // A choice that equals the system's is none: from now on the page follows it again.
      choose("theme", (theme === "dark") === system.matches ? "" : theme);
      show();
    }
  });

  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-display-panel] input")) return;
    choose(event.target.name, event.target.value);
    say("");
    show();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !isOpen) return;
    if (event.target.closest("[data-display-panel], [data-display-switch]")) open(false);
  });

  addEventListener("storage", function (event) {
    if (!NAMES.includes(event.key)) return;
    apply(event.key, event.newValue);
    show();
  });

  addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    try {
      for (const name of NAMES) apply(name, localStorage.getItem(name));
    } catch (refused) {
      return;
    }
    show();
  });

  system.addEventListener("change", show);
  document.addEventListener("page:updated", show);
  show();
})();
