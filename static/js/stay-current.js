// Keeps an open page current: asks what is current, and takes over a newer page in place.
//
// For other scripts: "page:arriving" is dispatched with the new <main> as its detail before it is
// taken over, "page:updated" afterwards, "page:announced" with the status whenever there is news,
// "page:offline" and "page:online" with the time of the last answer when the site cannot be
// reached, or can again. An element with `data-keep`, which needs an id, is left as it is; one
// with `data-added` was put there by a script and stays.
(function () {
  const root = document.documentElement;
  const made = root.dataset;
  const morphAddress = document.currentScript.dataset.morph;

  const VISIBLE = 30_000;
  const HIDDEN = 300_000;
  const SOON = 2_000;
  const LONGEST = 600_000;
  const PATIENCE = 20_000;
  // Asked so often, two minutes at least have passed, and no cache gives an older page any more.
  const ENOUGH = 7;

  let timer;
  let askedAt = Date.now();
  let answeredAt = new Date();
  let failures = 0;
  let isAsking = false;
  let isRenewed = false;
  let isReached = !("kept" in made);
  let touched = new WeakSet();
  let awaited = null;
  let timesAwaited = 0;
  let passedOver = null;

  // Asking

  function jittered(milliseconds) {
    return milliseconds * (0.5 + Math.random());
  }

  function pace() {
    const usual = document.hidden ? HIDDEN : VISIBLE;
    return failures ? Math.min(LONGEST, usual * 2 ** failures) : usual;
  }

  function askIn(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(ask, milliseconds);
  }

  async function ask() {
    if (isAsking || isRenewed) return;
    isAsking = true;
    askedAt = Date.now();
    let next = pace;
    let isDone = false;
    try {
      const status = await statusNow();
      isDone = Boolean(status);
      if (status && isNews(status)) {
        document.dispatchEvent(new CustomEvent("page:announced", { detail: status }));
        isDone = await takeOver(status);
        if (!isDone) next = soon;
      }
    } finally {
      failures = isDone ? 0 : failures + 1;
      isAsking = false;
      askIn(jittered(next()));
    }
  }

  // Another process may be a second behind the one that announced the news.
  function soon() {
    return Math.min(LONGEST, SOON * 2 ** (failures - 1));
  }

  // Returns the answer, or null where none came.
  async function fetched(address) {
    try {
      // The browser adds If-None-Match; what has not changed is not sent again.
      const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
      return await fetch(address, { cache: "no-cache", signal });
    } catch (unreachable) {
      return null;
    }
  }

  async function statusNow() {
    const answer = await fetched(made.status);
    say(Boolean(answer));
    if (answer) answeredAt = new Date();
    if (!answer || !answer.ok) return null;
    // A proxy that wants a login answers with a page of its own.
    return answer.json().catch(() => null);
  }

  function say(reached) {
    // One answer that does not come is no reason to alarm anybody.
    if (!reached && navigator.onLine && !failures) return;
    if (reached === isReached) return;
    isReached = reached;
    const kind = reached ? "page:online" : "page:offline";
    document.dispatchEvent(new CustomEvent(kind, { detail: answeredAt }));
  }

  // Comparing: by release, then by since when it is public as it is, then by phase.

  function order(one, other) {
    return (
      Number(one.release) - Number(other.release) ||
      inWords(one.since, other.since) ||
      inWords(one.moment, other.moment)
    );
  }

  function inWords(one, other) {
    return one === other ? 0 : one < other ? -1 : 1;
  }

  function isSameRelease(one, other) {
    return Number(one.release) === Number(other.release) && one.since === other.since;
  }

  function isNews(status) {
    // What the service worker put together from its own words is no page of the server's.
    if (made.kept === "compact" || made.kept === "none") return false;
    if (passedOver && order(status, passedOver) <= 0) return false;
    if (isOtherBuild(status) && Number(status.built) > Number(made.built)) return true;
    if (isSameRelease(status, made)) return Boolean(made.next) && status.moment >= made.next;
    return order(status, made) > 0;
  }

  function isOtherBuild(its) {
    return its.build !== made.build;
  }

  // Whether a page is as new as was announced, and newer than the one shown.
  function isNewEnough(its, status) {
    if (order(its, made) <= 0) return false;
    if (!isSameRelease(its, status)) return order(its, { ...status, moment: "" }) > 0;
    return !isSameRelease(its, made) || its.moment >= made.next;
  }

  // Taking over

  // Returns whether the news is dealt with; if not, it is to be tried again.
  async function takeOver(status) {
    if (isOtherBuild(status) && Number(status.built) > Number(made.built)) return renew();
    const answer = await fetched(made.address || location.pathname + location.search);
    if (!answer) return false;
    const words = await answer.text().catch(() => "");
    const page = new DOMParser().parseFromString(words, "text/html");
    const its = page.documentElement.dataset;
    // Neither an error nor a proxy's own page says what it is made of.
    if (!its.release) return false;
    if (isOtherBuild(its)) return Number(its.built) > Number(made.built) && renew();
    if (!isNewEnough(its, status)) return isLeftAsItWas(its, status);
    if (answer.status === 404 || answer.status === 410) {
      remember(its);
      toast("gone");
      return true;
    }
    if (!answer.ok) return false;
    // The front door leads to another edition now, or the page needs scripts that are not here.
    if (its.status !== made.status || needsScripts(page)) return renew();
    await Promise.all([withMorph(), withStylesheets(page)]);
    // While they were loading, the page may have become newer in another way.
    if (!window.Idiomorph || order(its, made) <= 0) return false;
    const isRelease = !isSameRelease(its, made);
    if (answer.redirected) history.replaceState(history.state, "", answer.url + location.hash);
    keepingPlace(function () {
      document.dispatchEvent(
        new CustomEvent("page:arriving", { detail: page.getElementById("main") }),
      );
      morphAll(page);
      remember(its);
      document.dispatchEvent(new CustomEvent("page:updated"));
    });
    if (isRelease) toast("updated");
    return true;
  }

  // The site as files leaves a page as it was where nothing on it changed. Of a server that is only
  // behind, the page comes sooner or later.
  function isLeftAsItWas(its, status) {
    if (order(its, made) !== 0) return false;
    timesAwaited = awaited && order(status, awaited) === 0 ? timesAwaited + 1 : 1;
    awaited = status;
    if (timesAwaited < ENOUGH) return false;
    passedOver = status;
    return true;
  }

  function renew() {
    isRenewed = true;
    toast("renewed");
    return true;
  }

  function remember(its) {
    delete made.kept;
    for (const name of ["release", "since", "moment", "next"]) made[name] = its[name];
  }

  function needsScripts(page) {
    const here = new Set(Array.from(document.scripts, (script) => script.getAttribute("src")));
    return Array.from(page.scripts).some((script) => !here.has(script.getAttribute("src")));
  }

  function withMorph() {
    if (window.Idiomorph) return Promise.resolve();
    const script = document.createElement("script");
    script.src = morphAddress;
    return settled(script);
  }

  function stylesheets(page) {
    return Array.from(page.querySelectorAll("link[rel=stylesheet]"));
  }

  function withStylesheets(page) {
    const here = new Set(stylesheets(document).map((link) => link.getAttribute("href")));
    const missing = stylesheets(page).filter((link) => !here.has(link.getAttribute("href")));
    return Promise.all(missing.map((link) => settled(document.importNode(link))));
  }

  // Resolves when the element has loaded, or failed to.
  function settled(element) {
    return new Promise(function (resolve) {
      element.onload = resolve;
      element.onerror = function () {
        element.remove();
        resolve();
      };
      document.head.append(element);
    });
  }

  function morphAll(page) {
    document.title = page.title;
    const main = document.getElementById("main");
    morph(main, page.getElementById("main"));
    for (const name of ["notices", "site-foot"]) {
      const old = document.querySelector("." + name);
      const arriving = page.querySelector("." + name);
      if (old && arriving) morph(old, arriving);
      else if (old) old.remove();
      else if (arriving) document.querySelector(".site-head").after(document.importNode(arriving, true));
    }
    const still = new Set(stylesheets(page).map((link) => link.getAttribute("href")));
    for (const link of stylesheets(document)) if (!still.has(link.getAttribute("href"))) link.remove();
  }

  // Morphing keeps what has an id. For the while, links and fields get one that both pages agree
  // on, so that a session stays the same session wherever it moves.
  function morph(old, arriving) {
    const named = [...withNames(old), ...withNames(arriving)];
    let added = 0;
    for (const element of old.querySelectorAll("[data-added]:not([id])")) {
      element.id = `added-for-now-${(added += 1)}`;
      named.push(element);
    }
    Idiomorph.morph(old, arriving, { restoreFocus: false, ignoreActiveValue: true, callbacks });
    for (const element of named) element.removeAttribute("id");
    for (const element of old.querySelectorAll("[id^=named-for-now-]")) element.removeAttribute("id");
  }

  function withNames(root) {
    const counts = new Map();
    const named = [];
    for (const element of root.querySelectorAll("a[href]:not([id]), [name]:not([id], meta, iframe)")) {
      const choice = element.type === "checkbox" || element.type === "radio" ? element.value : "";
      const what = element.getAttribute("href") || `${element.name} ${choice}`;
      const count = (counts.get(what) || 0) + 1;
      counts.set(what, count);
      element.id = `named-for-now-${count}-${what}`;
      named.push(element);
    }
    return named;
  }

  function isElement(node) {
    return node.nodeType === Node.ELEMENT_NODE;
  }

  const callbacks = {
    beforeNodeMorphed: function (old) {
      return !isElement(old) || !(old.matches("[data-keep], [data-added]") || touched.has(old));
    },
    beforeNodeRemoved: function (old) {
      return !isElement(old) || !(old.matches("[data-keep], [data-added]") || old.querySelector("[data-keep]"));
    },
    beforeAttributeUpdated: function (name, element) {
      return !(name === "open" && element.matches("details, dialog"));
    },
  };

  // Keeping the visitor's place

  function keepingPlace(change) {
    const focused = document.activeElement;
    const selection = getSelection();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    const wasSelected = !selection.isCollapsed;
    const [anchor, top] = scrollY > 0 ? firstInSight() : [];
    // The browser would do it as well, where it can.
    root.style.overflowAnchor = "none";
    change();
    if (anchor && anchor.isConnected && isShown(anchor)) {
      scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
    }
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    if (wasSelected && selection.isCollapsed && anchorNode.isConnected && focusNode.isConnected) {
      selection.setBaseAndExtent(
        anchorNode,
        Math.min(anchorOffset, length(anchorNode)),
        focusNode,
        Math.min(focusOffset, length(focusNode)),
      );
    }
    requestAnimationFrame(() => root.style.removeProperty("overflow-anchor"));
  }

  function length(node) {
    return node.nodeValue === null ? node.childNodes.length : node.nodeValue.length;
  }

  function isShown(element) {
    return element.getClientRects().length > 0;
  }

  function firstInSight() {
    for (const link of document.querySelectorAll("#main a[href], #main h2, #main h3")) {
      const top = link.getBoundingClientRect().top;
      if (top >= 0 && isShown(link)) return [link, top];
    }
    return [];
  }

  // Telling

  function toast(kind) {
    const words = document.querySelector(`template[data-toast=${kind}]`);
    document.querySelector("[data-toasts]").replaceChildren(words.content.cloneNode(true));
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-toast-close]");
    if (button) button.closest("[data-toasts]").replaceChildren();
  });

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => touched.add(event.target));
  }
  document.addEventListener("reset", () => (touched = new WeakSet()));

  // Nothing is asked for where nothing is.
  if (!made.status) return;

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) return;
    const waited = Date.now() - askedAt;
    askIn(waited > VISIBLE ? SOON * Math.random() : jittered(VISIBLE) - waited);
  });
  addEventListener("pageshow", function (event) {
    if (event.persisted) askIn(SOON * Math.random());
  });
  addEventListener("online", () => askIn(SOON * Math.random()));
  addEventListener("offline", () => say(false));
  askIn(isReached ? jittered(pace()) : jittered(SOON));
})();
