// Shows the programme within pages of other sites, as the element <forum-programme>.
//
// <forum-programme lang="en" edition="2021" track="1 2"><a href="…">Programme</a></forum-programme>
//
// Its other attributes are the filters of the programme's page, `day`, `tz`, `theme` (light or dark)
// and `level` (that of its first heading, 2 by itself). What stands within it is shown where it has
// nothing to show. The server calls this function with `known`: language → {home, loading, failed,
// more}. It takes no word for markup, no address but http, and nothing from the page around.
(function (known) {
  if (!globalThis.customElements || customElements.get("forum-programme")) return;
  if (!("adoptedStyleSheets" in Document.prototype)) return;

  const FILTERS = ["track", "kind", "stage", "language", "topic", "country", "recorded"];
  const ASKED = [...FILTERS, "day", "tz"];
  const QUIET = ["upcoming", "ended", "unscheduled"];
  const PATIENCE = 20_000;
  const LONGEST = 2 ** 31 - 1;

  const look = new CSSStyleSheet();
  look.replaceSync(`
    :host {
      --paper: light-dark(#fbfbf9, #101317);
      --ink: light-dark(#14171c, #eef0f3);
      --soft: light-dark(#5a6270, #a6aeba);
      --hairline: light-dark(#dfe3ea, #2b313a);
      --control: light-dark(#848c99, #717a88);
      --live: light-dark(#c2321f, #d23a26);
      --line: var(--ink);
      --on-line: light-dark(#fff, #101317);
      --words: var(--ink);
      color-scheme: light dark;
      display: block;
      padding: 1rem;
      background: var(--paper);
      color: var(--ink);
      line-height: 1.45;
      overflow-wrap: anywhere;
    }
    :host([hidden]) { display: none }
    :host([theme="light"]) { color-scheme: light }
    :host([theme="dark"]) { color-scheme: dark }
    :is(h1, h2, h3, h4, h5, h6, p, ol) { margin: 0; padding: 0; font-size: 1em; list-style: none }
    a { color: inherit; text-decoration-color: var(--control); text-underline-offset: .18em }
    a:hover { text-decoration-color: currentcolor }
    ::slotted(a) { color: inherit }
    :focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; border-radius: 3px }
    .name { font-size: 1.25em; font-weight: 800; line-height: 1.2 }
    .zone, .about { color: var(--soft); font-size: .875em }
    button {
      min-height: 1.5rem; padding: 0 .25em; border: 0; background: none; color: inherit; font: inherit;
      text-decoration: underline; text-underline-offset: .18em; cursor: pointer
    }
    .day { margin: 1.5rem 0 .75rem; font-size: 1.125em; font-weight: 800 }
    li { position: relative; padding-block-end: 1.25rem; padding-inline-start: 2.75rem }
    li::before {
      content: ""; position: absolute; inset-block: 0; inset-inline-start: .6875rem;
      inline-size: .375rem; background: var(--line)
    }
    li:last-child::before { inset-block-end: auto; block-size: 1.5rem }
    .bullet {
      position: absolute; inset-block-start: 0; inset-inline-start: 0; box-sizing: border-box;
      min-inline-size: 1.75rem; padding: 0 .25rem; border-radius: 99px; background: var(--line);
      color: var(--on-line); box-shadow: 0 0 0 3px var(--paper); font-size: .875rem;
      font-weight: 800; line-height: 1.75rem; text-align: center
    }
    .when { font-size: .9375em; font-weight: 600; font-variant-numeric: tabular-nums }
    .when :is(s, small) { color: var(--soft); font-weight: 500 }
    .title { font-size: 1.125em; font-weight: 700; line-height: 1.2 }
    .title a { text-decoration-color: transparent }
    .title a:hover { text-decoration-color: currentcolor }
    .cancelled .title { text-decoration: line-through }
    .track { color: var(--words); font-weight: 600 }
    .people { font-size: .9375em }
    .state {
      display: inline-block; margin: .375rem 0 0; padding: .0625rem .625rem;
      border: 1px solid var(--control); border-radius: 99px; font-size: .8125em; font-weight: 600
    }
    .live .state { border-color: var(--live); background: var(--live); color: #fff }
    .live .state::before { content: "● "; content: "● " / "" }
    .more { margin: .5rem 0 0; font-weight: 600 }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  `);

  // Returns an element. What is empty is left out of it; strings become text, never markup.
  function made(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value) element.setAttribute(name, value);
    }
    element.append(...children.filter(Boolean));
    return element;
  }

  // Words in another language than the rest come with it.
  function said(words) {
    if (!words || typeof words === "string") return words;
    return made("span", { lang: words.language, dir: "auto" }, words.words);
  }

  function link(address, ...words) {
    const isWeb = /^https?:\/\//i.test(address);
    return made("a", isWeb ? { href: address } : {}, ...words);
  }

  function parted(sign, items) {
    return items.filter(Boolean).flatMap((item, place) => (place ? [sign, item] : [item]));
  }

  const formats = new Map();

  function format(language, timeZone, options) {
    const key = language + timeZone;
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, { timeZone, ...options }));
    return formats.get(key);
  }

  // The date and the clock of an instant in a zone. Swedes write both as machines do.
  function read(instant, zone) {
    const written = format("sv-SE", zone, { dateStyle: "short", timeStyle: "short" });
    return written.format(new Date(instant)).split(" ");
  }

  function offset(instant, zone, language) {
    const parts = format(language, zone, { timeZoneName: "shortOffset" }).formatToParts(new Date(instant));
    return parts.find(({ type }) => type === "timeZoneName").value.replace("GMT", "UTC");
  }

  function daysAhead(days, language) {
    const format = new Intl.NumberFormat(language, {
      style: "unit",
      unit: "day",
      unitDisplay: "long",
      signDisplay: "always",
    });
    return format.format(days);
  }

  class Programme extends HTMLElement {
    static observedAttributes = ["lang", "edition", "level", ...ASKED];

    #asking = null;
    #timer = 0;
    #isDue = false;
    #text = "";
    #told = null;
    #isOwnTime = false;

    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" });
      this.#askSoon();
    }

    disconnectedCallback() {
      this.#leave();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#askSoon();
    }

    // Several attributes that change together are one change.
    #askSoon() {
      if (this.#isDue) return;
      this.#isDue = true;
      queueMicrotask(() => {
        this.#isDue = false;
        if (this.isConnected) this.#ask(true);
      });
    }

    #leave() {
      clearTimeout(this.#timer);
      this.#asking?.abort();
      this.#asking = null;
    }

    get #language() {
      const around = this.closest("[lang]");
      const code = (around ? around.lang : "").toLowerCase().split("-")[0];
      return Object.hasOwn(known, code) ? code : Object.keys(known)[0];
    }

    #address(file) {
      const edition = encodeURIComponent(this.getAttribute("edition") || "");
      const address = new URL(edition && `${edition}/${file}`, known[this.#language].home);
      for (const name of ASKED) {
        const values = (this.getAttribute(name) || "").split(/[\s,]+/).filter(Boolean);
        for (const value of values) address.searchParams.append(name, value);
      }
      return address.href;
    }

    async #ask(isNew) {
      this.#leave();
      const asking = (this.#asking = new AbortController());
      const timer = setTimeout(() => asking.abort(), PATIENCE);
      if (isNew) {
        this.#text = "";
        if (this.#told) this.shadowRoot.firstElementChild.ariaBusy = "true";
        else this.#show(made("p", { role: "status" }, known[this.#language].loading));
      }
      try {
        const answer = await fetch(this.#address("embed.json"), {
          cache: "no-cache",
          credentials: "omit",
          signal: asking.signal,
        });
        if (!answer.ok) throw new Error(answer.status);
        const text = await answer.text();
        if (this.#asking !== asking) return;
        if (text !== this.#text) {
          this.#told = JSON.parse(text);
          this.#draw();
          this.#text = text;
        }
        this.#askAt(Date.parse(this.#told.next));
      } catch (nothing) {
        // Another question is being asked, or the element has left the page.
        if (this.#asking !== asking) return;
        if (isNew) this.#fail();
        // What was told before is better than nothing.
        else this.#askAt(Date.now() + 60_000);
      } finally {
        clearTimeout(timer);
      }
    }

    // Not everybody at the same instant.
    #askAt(instant) {
      const wait = instant - Date.now() + Math.random() * 10_000;
      if (wait > 0 && wait < LONGEST) this.#timer = setTimeout(() => this.#ask(false), wait);
    }

    #show(...elements) {
      const { shadowRoot } = this;
      const held = shadowRoot.activeElement;
      const address = held && held.getAttribute("href");
      const isButton = held && held.localName === "button";
      shadowRoot.adoptedStyleSheets = [look, ...(this.#told ? [this.#colours()] : [])];
      shadowRoot.replaceChildren(...elements);
      // Who reads on where they were does not lose their place.
      const links = Array.from(shadowRoot.querySelectorAll("a, button:not([hidden])"));
      const again = links.find((one) => (address ? one.getAttribute("href") === address : isButton && one.localName === "button"));
      if (again) again.focus({ preventScroll: true });
    }

    #fail() {
      this.#told = null;
      const { failed, more } = known[this.#language];
      this.#show(
        made("p", { role: "status" }, failed),
        made("p", { class: "more" }, made("slot", {}, link(this.#address("programme/"), more))),
      );
    }

    #colours() {
      const sheet = new CSSStyleSheet();
      for (const { number, light, dark } of this.#told.tracks) {
        const pairs = light.map((colour, place) => [colour, dark[place]]);
        if (!pairs.flat().every((colour) => /^#[0-9a-f]{6}$/i.test(colour))) continue;
        const [line, onLine, words] = pairs.map((pair) => `light-dark(${pair})`);
        sheet.insertRule(`.t${Number(number)}{--line:${line};--on-line:${onLine};--words:${words}}`);
      }
      return sheet;
    }

    #draw() {
      const { title, address, direction, words, days, untimed } = this.#told;
      const level = Math.min(4, Math.max(1, parseInt(this.getAttribute("level"), 10) || 2));
      const switchTime = made("button", { type: "button", hidden: "hidden" });
      switchTime.addEventListener("click", () => {
        this.#isOwnTime = !this.#isOwnTime;
        this.#setTimes();
      });
      const sections = days.map(({ date, name, sessions }) =>
        this.#day(level + 1, made("time", { datetime: date }, name), sessions, date),
      );
      if (untimed.length) sections.push(this.#day(level + 1, words.untimed, untimed, ""));
      this.#show(
        made(
          "section",
          { lang: this.#language, dir: direction },
          made(`h${level}`, { class: "name" }, link(address, said(title))),
          made("p", { class: "zone" }, made("span", {}, words.zone), " ", switchTime),
          ...(sections.length ? sections : [made("p", { class: "day" }, words.empty)]),
          made("p", { class: "more" }, link(address, words.more)),
        ),
      );
      this.#setTimes();
    }

    #day(level, name, sessions, date) {
      const items = sessions.map((session) => this.#session(level + 1, session, date));
      return made(
        "section",
        {},
        made(`h${level}`, { class: "day" }, name),
        made("ol", { role: "list" }, ...items),
      );
    }

    #session(level, session, date) {
      const track = this.#told.tracks.find(({ number }) => number === session.track);
      const time = (instant) => instant && made("time", { datetime: instant, "data-day": date });
      const before = session.delayed_from && made(
        "s", {}, made("span", { class: "unseen" }, this.#told.words.announced), " ", time(session.delayed_from),
      );
      const when = parted("–", [time(session.starts_at), time(session.ends_at)]);
      const about = [said(session.kind), said(session.stage)];
      if (track) about.push(made("span", { class: "track" }, said(track.name)));
      const people = parted(", ", (session.people || []).map(said));
      return made(
        "li",
        { class: `${session.state} ${track ? `t${Number(track.number)}` : ""}` },
        made("span", { class: "bullet", "aria-hidden": "true" }, track ? String(track.number) : "★"),
        when.length && made("p", { class: "when" }, before, before && " ", ...when),
        made(`h${level}`, { class: "title" }, link(session.address, said(session.title))),
        about.some(Boolean) && made("p", { class: "about" }, ...parted(" · ", about)),
        people.length && made("p", { class: "people" }, ...people),
        !QUIET.includes(session.state) && made("p", { class: "state" }, session.state_word),
      );
    }

    // Writes all times by the clocks of the site, or of whoever reads.
    #setTimes() {
      const { zone: site, words } = this.#told;
      const own = Intl.DateTimeFormat().resolvedOptions().timeZone || site;
      const zone = this.#isOwnTime ? own : site;
      const language = this.#language;
      const times = Array.from(this.shadowRoot.querySelectorAll("li time"));
      const said = new Set();
      let isOther = false;
      for (const old of this.shadowRoot.querySelectorAll("small")) old.remove();
      for (const time of times) {
        const [date, clock] = read(time.dateTime, zone);
        time.textContent = clock;
        said.add(offset(time.dateTime, zone, language));
        isOther ||= read(time.dateTime, own).join() !== read(time.dateTime, site).join();
        const days = Math.round((Date.parse(date) - Date.parse(time.dataset.day)) / 86_400_000);
        const isLast = !time.nextElementSibling && time.closest(".when > *") === time;
        if (days && isLast) time.after(" ", made("small", {}, daysAhead(days, language)));
      }
      const [line, button] = this.shadowRoot.querySelector(".zone").children;
      button.hidden = !isOther;
      button.textContent = this.#isOwnTime ? words.site_time : words.own_time;
      line.textContent = this.#isOwnTime ? words.other_zone.replace("%s", [...said].join(" / ")) : words.zone;
    }
  }

  customElements.define("forum-programme", Programme);
})
