// Searches the list of time zones, on its own page or in a dialog over the page that asks for it.
(function () {
  function plain(words) {
    return words.toLowerCase().replace(/ё/g, "е").replace(/−/g, "-").normalize("NFD").replace(/\p{M}/gu, "");
  }

  function search(field) {
    const zones = field.closest("[data-zones]");
    const sought = plain(field.value).trim().split(/\s+/);
    let count = 0;
    for (const place of zones.querySelectorAll("li")) {
      const link = place.querySelector("a");
      const known = plain(`${place.textContent} ${link.dataset.zone.replace(/_/g, " ")}`);
      place.hidden = !sought.every((word) => known.includes(word));
      if (!place.hidden) count += 1;
    }
    const found = zones.querySelector("[data-zones-found]");
    found.textContent = found.dataset.words.replace("%s", count);
    zones.querySelector("[data-zones-none]").hidden = Boolean(count);
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-zones-search]")) search(event.target);
  });

  document.addEventListener("click", async function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const place = event.target.closest("[data-zones] a[data-zone]");
    if (place) return take(event, place);
    const asks = event.target.closest("[data-zone-choose]");
    if (!asks || !window.HTMLDialogElement) return;
    event.preventDefault();
    open(asks);
  });

  function take(event, place) {
    const zones = place.closest("[data-zones]");
    const dialog = place.closest("dialog");
    event.preventDefault();
    document.dispatchEvent(
      new CustomEvent("zone:chosen", {
        detail: { zone: place.dataset.zone, name: place.dataset.zoneName },
      }),
    );
    if (dialog) dialog.close();
    else location.assign(zones.dataset.programme);
  }

  function loadStyle(address) {
    return new Promise(function (resolve, reject) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = address;
      link.onload = resolve;
      link.onerror = reject;
      document.head.append(link);
    });
  }

  let isOpening = false;

  async function open(asks) {
    let dialog = document.querySelector("dialog.zones-dialog");
    if (isOpening) return;
    if (!dialog) {
      isOpening = true;
      let page;
      try {
        const answer = await fetch(asks.href);
        if (!answer.ok) throw new Error(String(answer.status));
        page = new DOMParser().parseFromString(await answer.text(), "text/html");
        await loadStyle(asks.dataset.style);
      } catch (failed) {
        return location.assign(asks.href);
      }
      dialog = document.createElement("dialog");
      dialog.className = "zones-dialog";
      dialog.dataset.added = "";
      const title = page.querySelector("h1");
      title.id = "zones-title";
      title.className = "zones-title";
      dialog.setAttribute("aria-labelledby", title.id);
      const close = document.createElement("form");
      close.method = "dialog";
      close.className = "zones-close";
      const button = document.createElement("button");
      button.className = "button is-quiet";
      button.textContent = asks.dataset.close;
      close.append(button);
      dialog.append(title, page.querySelector("[data-zones]"), close);
      dialog.addEventListener("click", function (event) {
        if (event.target === dialog) dialog.close();
      });
      document.body.append(dialog);
      isOpening = false;
    }
    const field = dialog.querySelector("[data-zones-search]");
    field.value = "";
    search(field);
    dialog.showModal();
    field.focus();
  }
})();
