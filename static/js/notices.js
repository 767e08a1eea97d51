// Takes a dismissed announcement away, here and in whatever is opened later in this browser.
(function () {
  const KEPT = 50;
  const sheet = "adoptedStyleSheets" in document ? new CSSStyleSheet() : null;
  const hidden = new Set();
  const seen = new Set();

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
    if (sheet) sheet.insertRule('[data-notice="' + CSS.escape(key) + '"]{display:none}');
  }

  function show() {
    dismissed().forEach(hide);
    for (const section of document.querySelectorAll("[data-notices]")) {
      const notices = [...section.querySelectorAll("[data-notice]")];
      if (!sheet) notices.forEach((one) => (one.hidden = hidden.has(one.dataset.notice)));
      // A named section without content would be announced for nothing.
      section.hidden = notices.every((notice) => hidden.has(notice.dataset.notice));
    }
  }

  // An announcement that comes while the page is open is read to those who do not see it.
  function tellOfNew() {
    for (const notice of document.querySelectorAll("[data-notice]")) {
      const key = notice.dataset.notice;
      if (seen.has(key) || hidden.has(key)) continue;
      seen.add(key);
      const title = notice.querySelector("h2");
      document.querySelector("[data-notices-status]").textContent = title.textContent;
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
  addEventListener("pageshow", function (event) {
    if (event.persisted) show();
  });
  document.addEventListener("page:updated", function () {
    show();
    tellOfNew();
  });
  if (sheet) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  show();
  for (const notice of document.querySelectorAll("[data-notice]")) seen.add(notice.dataset.notice);
})();
