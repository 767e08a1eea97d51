// Takes a dismissed announcement away, here and in whatever is opened later in this browser.
(function () {
  const KEPT = 50;
  const sheet = new CSSStyleSheet();
  const hidden = new Set();

  function dismissed() {
    try {
      return (localStorage.getItem("dismissed") || "").split(" ").filter(Boolean);
    } catch (refused) {
      return [];
    }
  }

  // By a rule rather than on the element: it outlives an element that is made anew.
  function hide(key) {
    if (hidden.has(key)) return;
    hidden.add(key);
    sheet.insertRule('[data-notice="' + CSS.escape(key) + '"]{display:none}');
  }

  function show() {
    dismissed().forEach(hide);
    for (const section of document.querySelectorAll("[data-notices]")) {
      const notices = [...section.querySelectorAll("[data-notice]")];
      // A named section without content would be announced for nothing.
      section.hidden = notices.every((notice) => hidden.has(notice.dataset.notice));
    }
  }

  function keep(key) {
    const kept = [...dismissed().filter((other) => other !== key), key].slice(-KEPT);
    try {
      localStorage.setItem("dismissed", kept.join(" "));
    } catch (refused) {
      // Then it is gone for as long as the page is here.
    }
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-notice-close]");
    if (!button) return;
    const notice = button.closest("[data-notice]");
    const section = notice.closest("[data-notices]");
    keep(notice.dataset.notice);
    hide(notice.dataset.notice);
    show();
    const status = document.querySelector("[data-notices-status]");
    if (status) status.textContent = status.dataset.dismissed;
    // To the next announcement, or to where the page begins.
    const next = [...section.querySelectorAll("[data-notice]")].find(
      (other) => !hidden.has(other.dataset.notice)
    );
    (next ? next.querySelector("[data-notice-close]") : document.getElementById("main")).focus({
      preventScroll: true,
    });
  });

  addEventListener("storage", function (event) {
    if (event.key === "dismissed") show();
  });
  document.addEventListener("page:updated", show);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  show();
})();
