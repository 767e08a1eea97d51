// Copies the page's address to the clipboard and says so.
(function () {
  // Without https there is no clipboard, and only the address itself to be copied by hand.
  function show() {
    for (const button of document.querySelectorAll("button[data-copy]")) {
      button.hidden = !navigator.clipboard;
    }
  }

  document.addEventListener("click", async function (event) {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const status = button.parentElement.querySelector("[data-copy-status]");
    const word = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch (refused) {
      // The address stands beside the button, to be copied by hand.
      return;
    }
    button.textContent = status.textContent = button.dataset.copied;
    setTimeout(function () {
      button.textContent = word;
      status.textContent = "";
    }, 3000);
  });

  show();
  document.addEventListener("page:updated", show);
})();
