// Copies the page's address to the clipboard and says so.
(function () {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const status = button.parentElement.querySelector("[data-copy-status]");
    // Without https there is no clipboard, and only the address itself to be copied by hand.
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async function () {
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
  }
})();
