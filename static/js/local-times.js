// Shows a page's times by the clocks the visitor chose, and tells whoever lives by other ones.
(function () {
  const root = document.documentElement;
  // British English has the day before the month, as the pages have.
  const language = root.lang === "en" ? "en-GB" : root.lang;
  const formats = new Map();

  function parts(at, zone) {
    if (!formats.has(zone)) {
      formats.set(
        zone,
        new Intl.DateTimeFormat("en", {
          timeZone: zone,
          hourCycle: "h23",
          year: "numeric",
          month: "2-digit",
          day: "2-digit",
          hour: "2-digit",
          minute: "2-digit",
        }),
      );
    }
    const found = {};
    for (const part of formats.get(zone).formatToParts(at)) found[part.type] = part.value;
    return { date: `${found.year}-${found.month}-${found.day}`, clock: `${found.hour}:${found.minute}` };
  }

  function isZone(zone) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
      return Boolean(zone);
    } catch (unknown) {
      return false;
    }
  }

  // "UTC+3", "UTC−3:30", as the server says it.
  function offset(at, zone) {
    const { date, clock } = parts(at, zone);
    const minutes = Math.round((Date.parse(`${date}T${clock}Z`) - at) / 60000);
    const rest = Math.abs(minutes) % 60;
    if (!minutes) return "UTC";
    return `UTC${minutes < 0 ? "−" : "+"}${Math.trunc(Math.abs(minutes) / 60)}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
  }

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem("zone"));
      return found && isZone(found.zone) ? found : null;
    } catch (nothing) {
      return null;
    }
  }

  function keep(choice) {
    try {
      if (choice) localStorage.setItem("zone", JSON.stringify(choice));
      else localStorage.removeItem("zone");
    } catch (refused) {
      // Then the choice lasts as long as the page.
    }
  }

  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  let chosen = kept();

  function instants() {
    return Array.from(document.querySelectorAll('main time[datetime*="T"]')).filter(function (time) {
      return /^\d\d:\d\d$/.test(time.textContent) && !time.closest("[data-forum-time]");
    });
  }

  function words(zone, name, at) {
    const offsets = new Set(at.map((instant) => offset(instant, zone)));
    const said = Array.from(offsets).join(" / ");
    return name && name !== said ? `${name}, ${said}` : said;
  }

  // Zones are named in English; in other languages the offset alone says enough.
  function nameOf(zone) {
    return zone === "UTC" || root.lang !== "en" ? "" : zone.split("/").pop().replace(/_/g, " ");
  }

  function dayMark(days) {
    const pattern = new Intl.NumberFormat(language, {
      style: "unit",
      unit: "day",
      unitDisplay: "long",
      signDisplay: "exceptZero",
    });
    return pattern.format(days).replace("-", "−");
  }

  function show(isAnew) {
    const line = document.querySelector("[data-zone-line]");
    const isAsked = new URLSearchParams(location.search).has("tz");
    if (!line) return showBeside(chosen ? chosen.zone : own);
    const forum = line.dataset.forumZone;
    // What the address asks for is what the server understood of it.
    line.dataset.servedZone ||= line.dataset.zone;
    const served = line.dataset.servedZone;
    const asked = isAsked && served !== forum ? served : "";
    const zone = asked || (chosen ? chosen.zone : forum);
    const times = instants();
    const at = times.map((time) => Date.parse(time.dateTime));
    const shown = at.length ? at : [Date.now()];

    if (isAnew || zone !== line.dataset.zone) {
      times.forEach(function (time, place) {
        time.textContent = parts(at[place], zone).clock;
      });
      markDays(times, at, zone);
      line.dataset.zone = zone;
    }
    const said = line.querySelector("[data-zone-words]");
    const name = chosen && chosen.zone === zone && chosen.lang === root.lang ? chosen.name : nameOf(zone);
    if (zone === forum) {
      said.textContent = said.dataset.forum.replace("%s", line.dataset.forumWords);
    } else if (!asked) {
      said.textContent = said.dataset.other.replace("%s", words(zone, name, shown));
    }
    for (const printed of document.querySelectorAll("[data-zone-print]")) {
      printed.textContent = said.textContent;
    }
    line.querySelector("[data-zone-forum]").hidden = zone === forum;
    const mine = line.querySelector("[data-zone-mine]");
    const isOther = shown.some((instant) => offset(instant, own) !== offset(instant, zone));
    mine.hidden = !isOther;
    if (isOther) {
      mine.firstElementChild.textContent = mine.dataset.words.replace("%s", words(own, "", shown));
    }
    line.classList.toggle("is-foreign", isOther && zone === forum);
    showBeside(zone === forum ? own : zone);
  }

  // One mark behind the first time of each session and each moment.
  function markDays(times, at, zone) {
    for (const old of document.querySelectorAll("main .day-mark")) {
      if (!old.closest("[data-forum-time]")) old.remove();
    }
    const seen = new Set();
    times.forEach(function (time, place) {
      const day = time.closest("[data-day]");
      const group = time.closest(".session-when, .moment-time, .brief-about, .call-when");
      if (!day || !group || seen.has(group) || time.closest("s")) return;
      seen.add(group);
      const ahead = Math.round(
        (Date.parse(parts(at[place], zone).date) - Date.parse(day.dataset.day)) / 86400000,
      );
      if (!ahead) return;
      const mark = document.createElement("small");
      mark.className = "day-mark";
      mark.textContent = dayMark(ahead);
      const last = Array.from(group.querySelectorAll("time")).pop();
      last.after(" ", mark);
    });
  }

  // A session's own page says both: the forum's time, and the visitor's beside it.
  function showBeside(zone) {
    const beside = document.querySelector("[data-beside]");
    if (!beside) return;
    const starts = Date.parse(beside.dataset.starts);
    const ends = Date.parse(beside.dataset.ends);
    const isSame = offset(starts, zone) === offset(starts, beside.dataset.zone);
    beside.hidden = isSame;
    if (isSame) return;
    const day = new Intl.DateTimeFormat(language, {
      timeZone: zone,
      weekday: "long",
      day: "numeric",
      month: "long",
    }).format(starts);
    const name = chosen && chosen.zone === zone && chosen.lang === root.lang ? chosen.name : "";
    const clock = parts(starts, zone).clock + (ends ? `–${parts(ends, zone).clock}` : "");
    const pattern = zone === own ? beside.dataset.yours : beside.dataset.there;
    beside.textContent = pattern
      .replace("%(when)s", `${day}, ${clock}`)
      .replace("%(zone)s", words(zone, name, [starts]));
  }

  function choose(zone, name) {
    const line = document.querySelector("[data-zone-line]");
    const isForum = line && zone === line.dataset.forumZone;
    chosen = isForum ? null : { zone, name, lang: root.lang };
    keep(chosen);
    const address = new URL(location.href);
    if (address.searchParams.has("tz")) {
      address.searchParams.delete("tz");
      history.replaceState(history.state, "", address);
      // Links carry the zone that the address asked for; from now on it is kept here.
      for (const link of document.querySelectorAll('a[href*="tz="]')) {
        const leads = new URL(link.href);
        if (leads.origin !== location.origin || link.dataset.zone) continue;
        leads.searchParams.delete("tz");
        link.href = leads;
      }
    }
    show();
  }

  document.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const way = event.target.closest("[data-zone-forum] a, [data-zone-mine] button");
    if (!way) return;
    event.preventDefault();
    const line = way.closest("[data-zone-line]");
    if (way.matches("button")) choose(own, nameOf(own));
    else choose(line.dataset.forumZone, "");
    line.querySelector("[data-zone-choose]").focus({ preventScroll: true });
  });

  // The list of all zones has a script of its own, loaded when it is first asked for.
  document.addEventListener("click", function (event) {
    const asks = event.target.closest("[data-zone-choose]");
    if (!asks || !asks.dataset.script || globalThis.forumZones || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const script = document.createElement("script");
    script.src = asks.dataset.script;
    globalThis.forumZones = true;
    script.onload = () => asks.click();
    script.onerror = () => location.assign(asks.href);
    document.head.append(script);
  });

  document.addEventListener("zone:chosen", function (event) {
    choose(event.detail.zone, event.detail.name);
  });

  document.addEventListener("page:updated", function () {
    show(true);
  });
  addEventListener("storage", function (event) {
    if (event.key !== "zone") return;
    chosen = kept();
    show();
  });
  addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    chosen = kept();
    show();
  });
  show();
})();
