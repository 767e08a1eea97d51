// Keeps the sessions a visitor saves in this browser, and shows them as "my programme".
(function () {
  const root = document.documentElement;
  const said = document.currentScript.dataset;
  const key = `saved:${root.dataset.edition}`;
  let unkept = null;

  function saved() {
    if (unkept) return new Set(unkept);
    try {
      return new Set(JSON.parse(localStorage.getItem(key)) || []);
    } catch (nothing) {
      return new Set();
    }
  }

  function keep(numbers) {
    const sorted = Array.from(numbers).sort((a, b) => a - b);
    try {
      localStorage.setItem(key, JSON.stringify(sorted));
    } catch (refused) {
      // Then they last as long as the page.
      unkept = sorted;
    }
    show();
  }

  // Buttons

  function addButtons() {
    for (const session of document.querySelectorAll("li.session[data-number]")) {
      if (session.querySelector(":scope > .save")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "save";
      button.dataset.save = session.dataset.number;
      button.dataset.added = "";
      const title = session.querySelector(".session-title");
      button.setAttribute("aria-label", said.save.replace("%s", title ? title.textContent.trim() : ""));
      session.append(button);
    }
  }

  function show() {
    const numbers = saved();
    for (const button of document.querySelectorAll("[data-save]")) {
      const isSaved = numbers.has(Number(button.dataset.save));
      button.setAttribute("aria-pressed", isSaved);
      const word = button.querySelector("[data-save-word]");
      if (word) word.textContent = isSaved ? said.saved : said.saveWord;
    }
    for (const count of document.querySelectorAll("[data-my-count]")) {
      count.textContent = numbers.size || "";
      count.hidden = !numbers.size;
    }
    showShared(numbers);
  }

  // My own programme: the page of the saved choice, made by the server like everybody's

  let shownChoice = null;

  async function showMine() {
    const place = document.querySelector("[data-my]");
    if (!place || new URLSearchParams(location.search).has("s")) return;
    const choice = Array.from(saved()).join(".");
    if (choice === shownChoice) return;
    shownChoice = choice;
    if (choice === place.dataset.choice) return;
    const address = new URL(location.href);
    address.hash = "";
    if (choice) address.searchParams.set("s", choice);
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-my]");
      if (!fresh || choice !== shownChoice) return;
      const its = page.documentElement.dataset;
      if (Number(its.release) < Number(root.dataset.release)) {
        // Another process has not learnt of the release yet that is shown here.
        shownChoice = null;
        setTimeout(showMine, 1500);
        return;
      }
      // From now on the page is the one of this address, and changes when that one does.
      for (const name of ["release", "since", "moment", "next"]) root.dataset[name] = its[name];
      root.dataset.address = address.pathname + address.search;
      const focused = document.activeElement && document.activeElement.dataset.save;
      place.replaceChildren(...fresh.childNodes);
      place.dataset.choice = choice;
      document.dispatchEvent(new CustomEvent("page:updated", { detail: "saved" }));
      const again = focused && place.querySelector(`[data-save="${focused}"]`);
      if (again) again.focus();
      else if (focused) document.getElementById("main").focus();
    } catch (offline) {
      shownChoice = null;
      await showKept(place, choice);
    }
  }

  // Without a connection the kept programme has the same sessions, without what the server adds.
  async function showKept(place, choice) {
    const wanted = new Set(choice.split("."));
    const days = [];
    try {
      const { pathname } = new URL(place.dataset.programme, location.href);
      // What is kept for reading offline can be read here as well.
      const answer = await fetch(pathname).catch(() => kept(pathname));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const day of page.querySelectorAll("[data-list] > section")) {
        const found = Array.from(day.querySelectorAll("li.session[data-number]")).filter(
          (session) => wanted.has(session.dataset.number),
        );
        if (!found.length) continue;
        const list = document.createElement("ul");
        list.className = "sessions is-line";
        list.setAttribute("role", "list");
        list.append(...found);
        const part = document.createElement("section");
        part.className = "by-day";
        if (day.dataset.day) part.dataset.day = day.dataset.day;
        part.append(day.querySelector("h2"), list);
        days.push(part);
      }
    } catch (nothing) {
      // Not even the programme is kept.
    }
    const note = document.createElement("p");
    note.className = "empty";
    note.textContent = said.offline;
    place.replaceChildren(...(days.length || !choice ? days : [note]));
    if (days.length) {
      document.dispatchEvent(new CustomEvent("page:updated", { detail: "saved" }));
    }
  }

  // Returns a page of the release that is kept in this language, the latest if there are two.
  async function kept(pathname) {
    const names = (await caches.keys()).filter(
      (name) => name.startsWith("forum-release-") && name.includes(`-${root.lang}-`),
    );
    return caches.match(pathname, { cacheName: names.pop() });
  }

  // Somebody else's choice: asked what to do with it

  function shared() {
    const place = document.querySelector("[data-shared]");
    const choice = new URLSearchParams(location.search).get("s");
    if (!place || !choice) return null;
    const numbers = document.querySelector("[data-my]").dataset.choice.split(".").map(Number);
    return { place, numbers: numbers.filter(Boolean) };
  }

  function showShared(own) {
    const found = shared();
    if (!found) return;
    const isMine =
      found.numbers.length === own.size && found.numbers.every((number) => own.has(number));
    found.place.hidden = isMine || !found.numbers.length;
    const words = found.place.querySelector("[data-shared-words]");
    words.textContent = words.dataset.sharedWords
      .replace("%(new)s", found.numbers.filter((number) => !own.has(number)).length)
      .replace("%(all)s", found.numbers.length)
      .replace("%(own)s", own.size);
    found.place.querySelector("[data-shared-replace]").hidden = !own.size;
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-save]");
    if (button) {
      const numbers = saved();
      const number = Number(button.dataset.save);
      if (!numbers.delete(number)) numbers.add(number);
      keep(numbers);
      showMine();
      return;
    }
    const way = event.target.closest("[data-shared-merge], [data-shared-replace]");
    const found = way && shared();
    if (!found) return;
    const own = way.matches("[data-shared-merge]") ? saved() : new Set();
    for (const number of found.numbers) own.add(number);
    keep(own);
    // What is kept by this page alone would be lost by leaving it.
    if (!unkept) location.assign(location.pathname);
  });

  document.addEventListener("page:updated", function (event) {
    addButtons();
    if (event.detail !== "saved") {
      shownChoice = null;
      showMine();
    }
    show();
  });
  addEventListener("storage", function (event) {
    if (event.key !== key) return;
    show();
    showMine();
  });
  // A page that comes back as it was left does not know what was saved meanwhile.
  addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    show();
    showMine();
  });

  addButtons();
  show();
  const asked = new URLSearchParams(location.search).get("s");
  const place = document.querySelector("[data-my]");
  // What is kept for reading offline knows no choice.
  if (place && asked && !place.dataset.choice) showKept(place, asked);
  else showMine();
})();
