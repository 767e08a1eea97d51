// Lets the service worker keep the programme, and says when the site cannot be reached.
(function () {
  const own = document.currentScript.dataset;
  const root = document.documentElement;
  let timer;

  // Keeping

  async function start() {
    if (!("serviceWorker" in navigator)) return;
    try {
      if (own.worker) {
        const isFirst = !navigator.serviceWorker.controller;
        // The browser looks for a newer one by itself, whenever a page is opened.
        if (isFirst) await navigator.serviceWorker.register(own.worker, { updateViaCache: "none" });
        if (isSparing()) return;
        tell(own.release, isFirst);
        // A newer worker knows nothing of what the one before was told.
        navigator.serviceWorker.addEventListener("controllerchange", () => tell(own.release, false));
      } else {
        // It is switched off: the one that was here is asked to fetch its end.
        for (const old of await navigator.serviceWorker.getRegistrations()) await old.update();
      }
    } catch (refused) {
      // A browser that keeps nothing for sites shows them all the same.
    }
  }

  function isSparing() {
    return Boolean(navigator.connection && navigator.connection.saveData);
  }

  // The worker lives for moments only, so it is the page that waits.
  async function tell(release, isFirst) {
    clearTimeout(timer);
    const { active } = await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    channel.port1.onmessage = function (event) {
      if (event.data.wait === null) return;
      timer = setTimeout(() => tell(release, false), Math.max(1000, event.data.wait));
    };
    const page = isFirst && !location.search ? location.pathname : "";
    active.postMessage({ manifest: own.manifest, release, page }, [channel.port2]);
  }

  document.addEventListener("page:announced", function (event) {
    const { release, since } = event.detail;
    const isRelease = Number(release) !== Number(root.dataset.release) || since !== root.dataset.since;
    if (isRelease && own.worker && "serviceWorker" in navigator && !isSparing()) tell("", false);
  });

  addEventListener("load", function () {
    if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 5000 });
    else setTimeout(start, 2000);
  });

  // Telling

  function note() {
    return document.querySelector("[data-offline-note]");
  }

  function inWords(at) {
    // English without a country would be American.
    const locale = root.lang === "en" ? "en-GB" : root.lang;
    const day = at.toLocaleDateString(locale, { day: "numeric", month: "long" });
    return `${day}, ${at.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })}`;
  }

  document.addEventListener("page:offline", function (event) {
    const element = note();
    // A page that is kept says already how old it is.
    if (!("kept" in root.dataset)) {
      element.textContent = element.dataset.offline.replace("{when}", inWords(event.detail));
    }
    element.hidden = false;
  });

  document.addEventListener("page:updated", function (event) {
    // Other scripts say who they are; only a page that came anew is not the kept one any more.
    if (!event.detail) note().hidden = true;
  });

  document.addEventListener("page:online", function () {
    const element = note();
    element.hidden = !("kept" in root.dataset);
    if (element.hidden) return;
    const link = document.createElement("a");
    link.href = "";
    link.textContent = element.dataset.reload;
    element.replaceChildren(element.dataset.online, " ", link);
  });
})();
