// Filters and searches what a page lists while the visitor chooses, and keeps the choice in the
// address. Without it the form does the same with a press of its button.
(function () {
  const SHOWN_AT_ONCE = 100;
  // What of a session stands in a list; found anywhere else, it was found inside.
  const SHOWN_FIELDS = ["title", "people"];
  // So long it searches without the index before it asks for it again.
  const PATIENCE = 5000;
  let form, lists, items, search, engine, whole, listing;

  // What the page holds

  function read(isAnew) {
    const found = document.querySelector("[data-list]");
    form = document.querySelector("[data-finder]");
    if (!form || !found) return false;
    if (items && lists === found && !isAnew) return true;
    lists = found;
    items = Array.from(lists.querySelectorAll("[data-is]"), function (element) {
      const place = /\bc(\d+) w(\d+)\b/.exec(element.className) || [];
      return {
        element,
        number: element.dataset.number,
        tokens: element.dataset.is.split(" "),
        moment: element.closest(".moment"),
        table: element.closest(".timetable"),
        part: Array.prototype.find.call(lists.children, (part) => part.contains(element)),
        column: Number(place[1]),
        columns: Number(place[2]),
      };
    });
    return true;
  }

  function ticks() {
    return Array.from(form.querySelectorAll("input[data-token]"));
  }

  function field() {
    return form.querySelector("[data-index]");
  }

  function words() {
    const typed = field();
    return typed ? typed.value.trim().replace(/\s+/g, " ") : "";
  }

  // A page that came filtered lacks what it left out: the whole one is fetched for the first change.
  function makeWhole() {
    if (!("isPart" in lists.dataset)) return Promise.resolve(true);
    whole ||= fetchWhole().finally(() => (whole = undefined));
    return whole;
  }

  async function fetchWhole() {
    const address = new URL(form.action);
    for (const name of ["view", "tz"]) {
      const value = new URLSearchParams(location.search).get(name);
      if (value) address.searchParams.set(name, value);
    }
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const list = page.querySelector("[data-list]");
      const [its, made] = [page.documentElement.dataset, document.documentElement.dataset];
      // Of another release its short names mean something else.
      const isSame = ["release", "since", "build"].every((name) => its[name] === made[name]);
      if (!list || !isSame) throw new Error("another list");
      lists.replaceChildren(...list.childNodes);
      delete lists.dataset.isPart;
    } catch (failed) {
      form.submit();
      return false;
    }
    read(true);
    document.dispatchEvent(new CustomEvent("page:updated", { detail: "finder" }));
    return true;
  }

  function loadScript(address) {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  // The search is loaded when its field is first used.
  function loadSearch() {
    const typed = field();
    if (!typed || !typed.dataset.index || search) return search;
    engine ||= loadScript(typed.dataset.stems)
      .then(() => loadScript(typed.dataset.engine))
      .catch(function (failed) {
        engine = undefined;
        throw failed;
      });
    search = Promise.all([fetch(typed.dataset.index).then((answer) => answer.json()), engine])
      .then(function ([index]) {
        return globalThis.forumSearch.read(index);
      })
      .catch(function () {
        setTimeout(() => (search = undefined), PATIENCE);
        return plainSearch();
      });
    return search;
  }

  // Without a connection: just the words that can be seen, in the order of the programme.
  function plainSearch() {
    return {
      search(sought) {
        const parts = sought.toLowerCase().split(" ");
        return items
          .filter(function (item) {
            const seen = item.element.textContent.toLowerCase();
            return parts.every((part) => seen.includes(part));
          })
          .map((item) => ({ number: item.number, fields: SHOWN_FIELDS }));
      },
      marks() {
        return [];
      },
    };
  }

  // Choosing

  function wanted() {
    const found = new Map();
    for (const tick of ticks()) {
      const facet = tick.dataset.token[0];
      if (!found.has(facet)) found.set(facet, new Set());
      if (tick.checked) found.get(facet).add(tick.dataset.token);
    }
    for (const [facet, tokens] of found) if (!tokens.size) found.delete(facet);
    return found;
  }

  function missed(item, choice) {
    const facets = [];
    for (const [facet, tokens] of choice) {
      if (!item.tokens.some((token) => tokens.has(token))) facets.push(facet);
    }
    return facets;
  }

  function countAndChoose(among, choice) {
    const counts = new Map();
    const shown = [];
    for (const item of among) {
      const facets = missed(item, choice);
      if (!facets.length) shown.push(item);
      if (facets.length > 1) continue;
      for (const token of item.tokens) {
        if (facets.length && token[0] !== facets[0]) continue;
        counts.set(token, (counts.get(token) || 0) + 1);
      }
    }
    for (const tick of ticks()) {
      const count = tick.closest("label").querySelector("[data-count]");
      if (count) count.textContent = counts.get(tick.dataset.token) || 0;
    }
    return shown;
  }

  async function apply() {
    if (!(await makeWhole())) return;
    const sought = words();
    let hits = null;
    if (sought) {
      const index = await loadSearch();
      // Meanwhile something else was typed, which has its own turn.
      if (sought !== words()) return;
      hits = index.search(sought);
      show(hits, sought, index);
    } else show(null, "", null);
  }

  function show(hits, sought, index) {
    const byNumber = new Map(items.map((item) => [item.number, item]));
    const among = hits
      ? hits.map((hit) => byNumber.get(String(hit.number))).filter(Boolean)
      : items;
    const choice = wanted();
    const shown = countAndChoose(among, choice);
    const isNarrowed = shown.length < items.length || Boolean(sought);

    lists.hidden = Boolean(hits);
    if (!hits) narrow(new Set(shown), isNarrowed);
    list(hits, shown, sought, index, hits ? hits.length > among.length : false);
    tell(shown.length, isNarrowed, choice, sought);
    keepInAddress(sought);
  }

  // The timetables, with some of their sessions left out

  function narrow(shown, isNarrowed) {
    const numbers = new Set();
    const inMoment = new Map();
    const inPart = new Set();
    for (const item of items) {
      const isShown = shown.has(item);
      if (item.element.hidden === isShown) item.element.hidden = !isShown;
      if (!isShown) continue;
      numbers.add(item.number);
      inMoment.set(item.moment, (inMoment.get(item.moment) || 0) + 1);
      inPart.add(item.part);
    }
    for (const link of lists.querySelectorAll(".meanwhile a")) {
      link.hidden = !numbers.has(link.dataset.number);
    }
    for (const line of lists.querySelectorAll(".meanwhile")) {
      line.hidden = !line.querySelector("a:not([hidden])");
    }
    for (const moment of lists.querySelectorAll(".moment")) {
      const count = inMoment.get(moment) || 0;
      moment.hidden = !count;
      moment.classList.toggle("is-single", count === 1);
      moment.classList.toggle("is-fork", count === 2 || count === 3);
      moment.classList.toggle("is-hub", count > 3);
      const atOnce = moment.querySelector("[data-at-once]");
      if (atOnce) atOnce.hidden = count !== moment.querySelectorAll(".session").length;
    }
    for (const part of lists.children) part.hidden = isNarrowed && !inPart.has(part);
    for (const table of lists.querySelectorAll(".timetable")) {
      narrowGrid(table, isNarrowed && items.filter((item) => shown.has(item) && item.table === table));
    }
  }

  // Stages without a session take no room in the grid.
  function narrowGrid(table, left) {
    const columns = [];
    for (const head of table.querySelectorAll(".stage-heads > li")) {
      const [first, count] = head.dataset.columns.split(" ").map(Number);
      const isUsed =
        !left ||
        left.some((item) => item.column >= first && item.column + item.columns <= first + count);
      head.hidden = !isUsed;
      for (let column = 0; column < count; column++) columns.push(isUsed);
    }
    if (columns.every(Boolean)) return table.style.removeProperty("grid-template-columns");
    const sizes = columns.map((isUsed) => (isUsed ? "minmax(12.5rem, 1fr)" : "0"));
    table.style.setProperty("grid-template-columns", `var(--times) ${sizes.join(" ")}`);
  }

  // What the search found, the best first

  function list(hits, shown, sought, index, isElsewhere) {
    const results = document.querySelector("[data-results]");
    if (!results) return;
    const place = results.querySelector("ol");
    results.hidden = !hits || (!shown.length && !isElsewhere);
    results.querySelector("[data-elsewhere]").hidden = !isElsewhere;
    listing = undefined;
    if (!hits) return place.replaceChildren();
    const inside = new Set(hits.filter(isInside).map((hit) => String(hit.number)));
    const turn = (listing = {});
    place.replaceChildren();
    // The rest follows when there is time, unless something else is listed by then.
    (function more(from) {
      if (turn !== listing || from >= shown.length) return;
      place.append(...copies(shown.slice(from, from + SHOWN_AT_ONCE), sought, index, inside, place));
      setTimeout(more, 0, from + SHOWN_AT_ONCE);
    })(0);
  }

  function copies(found, sought, index, inside, place) {
    return found.map(function (item) {
        const copy = item.element.cloneNode(true);
        copy.hidden = false;
        const day = item.element.closest("[data-day]");
        if (day) {
          copy.dataset.day = day.dataset.day;
          const name = document.createElement("span");
          name.className = "session-day";
          name.textContent = `${day.dataset.dayWords},`;
          copy.querySelector(".session-when").prepend(name, " ");
        }
        for (const part of copy.querySelectorAll(
          ".session-title a, .session-names, .session-people li > span:not(.face)",
        )) {
          mark(part, sought, index);
        }
        if (inside.has(item.number)) {
          const note = document.createElement("p");
          note.className = "session-found";
          note.textContent = place.dataset.foundInside;
          copy.querySelector(".session-state").before(note);
        }
        return copy;
      });
  }

  function isInside(hit) {
    return !hit.fields.some((field) => SHOWN_FIELDS.includes(field));
  }

  function mark(part, sought, index) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest("small, button")) texts.push(walker.currentNode);
    }
    for (const text of texts) {
      const all = text.data;
      const pieces = [];
      let last = 0;
      for (const [start, end] of index.marks(all, sought)) {
        const found = document.createElement("mark");
        found.textContent = all.slice(start, end);
        pieces.push(all.slice(last, start), found);
        last = end;
      }
      if (pieces.length) text.replaceWith(...pieces, all.slice(last));
    }
  }

  // Saying what is shown

  function tell(shown, isNarrowed, choice, sought) {
    const found = document.querySelector("[data-found]");
    const line = found.querySelector("[data-found-words]");
    found.hidden = !isNarrowed;
    line.textContent = isNarrowed
      ? line.dataset.foundWords.replace("%(shown)s", shown).replace("%(all)s", items.length)
      : "";
    // Read from a place that is always there: what appears with its words is often not read.
    document.querySelector("[data-found-status]").textContent = line.textContent;
    document.querySelector("[data-nothing]").hidden = Boolean(shown);
    const count = form.querySelector("[data-filters-count]");
    const chosen = ticks().filter((tick) => tick.checked);
    if (count) {
      count.textContent = chosen.length;
      count.hidden = !chosen.length;
    }
    const chips = found.querySelector("[data-chosen]");
    chips.replaceChildren(
      ...chosen.map(function (tick) {
        const name = nameOf(tick);
        const link = document.createElement("a");
        link.className = "chip is-chosen";
        link.href = location.pathname;
        link.dataset.token = tick.dataset.token;
        link.textContent = name;
        link.setAttribute("aria-label", chips.dataset.remove.replace("%s", name));
        const place = document.createElement("li");
        place.append(link);
        return place;
      }),
    );
  }

  function nameOf(tick) {
    const name = tick.closest("label").querySelector(".option-name").cloneNode(true);
    const count = name.querySelector("[data-count]");
    if (count) count.remove();
    return name.textContent.trim();
  }

  function keepInAddress(sought) {
    const before = new URLSearchParams(location.search);
    const pairs = ticks()
      .filter((tick) => tick.checked)
      .map((tick) => [tick.name, tick.value]);
    if (sought) pairs.push(["q", sought]);
    for (const name of ["tz", "view"]) {
      if (before.get(name)) pairs.push([name, before.get(name)]);
    }
    // Stable: the values of one parameter keep the order in which they are offered.
    pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    const query = String(new URLSearchParams(pairs));
    history.replaceState(history.state, "", location.pathname + (query ? `?${query}` : ""));
    for (const link of document.querySelectorAll("a[data-query]")) {
      const address = new URL(link.href);
      const view = link.dataset.query === "view" && address.searchParams.get("view");
      address.search = query;
      if (view) address.searchParams.set("view", view);
      link.href = address;
    }
  }

  // What the visitor does

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-query=view]");
    if (!link) return;
    try {
      localStorage.setItem("view", new URL(link.href).searchParams.get("view"));
    } catch (refused) {
      // Then the choice lasts as long as the address.
    }
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-finder] input[data-token]") && read()) apply();
  });

  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-finder] [data-index]") && read()) apply();
  });

  document.addEventListener("focusin", function (event) {
    if (event.target.matches("[data-finder] [data-index]") && read()) loadSearch();
  });

  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-finder]") || !read()) return;
    event.preventDefault();
    apply();
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-only], [data-chosen] a, [data-clear]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !read()) return;
    event.preventDefault();
    if (link.matches("[data-only]")) {
      const own = link.closest("li").querySelector("input");
      for (const tick of ticks()) if (tick.name === own.name) tick.checked = tick === own;
      own.focus();
    } else if (link.matches("[data-clear]")) {
      for (const tick of ticks()) tick.checked = false;
      if (field()) field().value = "";
      focus(field() || ticks()[0]);
    } else {
      const token = link.dataset.token;
      const own = ticks().find((tick) => tick.dataset.token === token);
      own.checked = false;
      focus(own);
    }
    apply();
  });

  // What is folded away cannot take the focus: then what unfolds it does.
  function focus(control) {
    const target = control.getClientRects().length ? control : form.querySelector("summary");
    target.focus({ preventScroll: true });
  }

  // With a release the index has another address, which a field that is in use would not take over.
  document.addEventListener("page:arriving", function (event) {
    const typed = document.querySelector("[data-finder] [data-index]");
    const arriving = event.detail && event.detail.querySelector("[data-index]");
    if (!typed || !arriving || typed.dataset.index === arriving.dataset.index) return;
    typed.dataset.index = arriving.dataset.index;
    search = undefined;
  });

  // What is kept for reading offline is whole: what its address asks for is chosen here.
  if (document.documentElement.dataset.kept === "page" && location.search && read()) {
    const asked = new URLSearchParams(location.search);
    for (const tick of ticks()) tick.checked = asked.getAll(tick.name).includes(tick.value);
    if (field()) field().value = asked.get("q") || "";
    apply();
  }

  // A page that was renewed comes as its address says; what is chosen by now is chosen again.
  document.addEventListener("page:updated", function (event) {
    if (event.detail === "finder" || !read(true)) return;
    const chosen = ticks().some((tick) => tick.checked) || words();
    if (chosen && !("isPart" in lists.dataset)) apply();
  });
})();
