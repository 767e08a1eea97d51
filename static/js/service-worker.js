// Keeps the programme readable without a network: whole releases, and what was visited.
//
// The server puts `FORUM` before this script: `build` names the code, `isHashed` says whether
// the names of static files change with their content, `assets` is the path that these stand
// below, `refresh` (seconds) is how often at most a newer release is fetched.
//
// Everything of a release lies in a cache of its own for each language, and is served once it is
// complete. What is served is noted in META under "served": {release, build, fetched, at,
// languages}. `fetched` is when it was, `at` when it was last known to be current, `languages`
// leads from code to {cache, address, manifest}.

const META = "forum-meta";
const ASSETS = `forum-assets-${FORUM.build}`;
const VISITED = `forum-visited-${FORUM.build}`;
const PICTURES = "forum-pictures";
const PICTURES_AT_MOST = 150;
const VISITED_AT_MOST = 60;
const ASSETS_AT_MOST = 150;
const PATIENCE = 4_000;
const AGAIN = 30_000;
const REFRESH = FORUM.refresh * 1000;
const NOT_OURS = ["/admin/", "/healthz", "/readyz", "/metrics", "/sw.js"];

// Something newer appeared meanwhile, or an answer did not come: to be tried again later.
class Interrupted extends Error {}

// Notes

async function noted(name) {
  const cache = await caches.open(META);
  const found = await cache.match(`/${name}`);
  return found ? found.json() : null;
}

async function note(name, value) {
  const cache = await caches.open(META);
  await cache.put(`/${name}`, new Response(JSON.stringify(value)));
}

function releaseOf(response) {
  return response.headers.get("Forum-Release") || "";
}

function buildOf(response) {
  return response.headers.get("Forum-Build") || "";
}

function editionOf(release) {
  return release.split("/")[0];
}

function languageOf(path) {
  return path.split("/")[1];
}

// Keeping a release

let keeping = null;

// Returns how many milliseconds the page is to wait before it asks again, or null.
async function seen({ manifest, release, page }) {
  const language = languageOf(manifest);
  const served = await noted("served");
  const set = served && served.languages[language];
  const now = Date.now();
  if (set && served.build === FORUM.build && served.release === release) {
    if (now - served.at > 60_000) await note("served", { ...served, at: now });
    if (page) await visit(page);
    // The worker of an older build may have left something at its very end.
    if (!keeping) await tidy();
    return null;
  }
  // The first visit does not wait, except after an attempt that failed.
  const due = (await noted("due")) || (await putOff(set ? served.fetched : 0));
  const isDue = set ? now >= due.at : now >= due.tried + AGAIN;
  if (!isDue) return (set ? due.at : due.tried + AGAIN) - now;
  keeping ||= keep(manifest, language).finally(() => (keeping = null));
  const isKept = await keeping;
  if (page) await visit(page);
  return isKept ? null : (await noted("due")).at - Date.now();
}

// Chance spreads visitors, and none comes more often than every REFRESH.
async function putOff(last, tried = 0) {
  const earliest = Math.max(Date.now(), last + REFRESH);
  const due = { at: earliest + Math.random() * REFRESH, tried };
  await note("due", due);
  return due;
}

async function forgetDue() {
  const cache = await caches.open(META);
  await cache.delete("/due");
}

async function keep(address, language) {
  const served = await noted("served");
  const made = [];
  try {
    const languages = await keptLanguages(served, address, language, made);
    // A newer worker has tidied up meanwhile.
    for (const name of made) if (!(await caches.has(name))) throw new Interrupted(name);
    const { release, build } = languages[language].manifest;
    const now = Date.now();
    await note("served", { release, build, fetched: now, at: now, languages });
    await forgetDue();
    await tidy();
    return true;
  } catch (interrupted) {
    // What is served stays as it is; what was begun goes.
    for (const name of made) await caches.delete(name);
    await putOff(Date.now() - REFRESH / 2, Date.now());
    return false;
  }
}

// All languages that were kept move on together.
async function keptLanguages(served, address, language, made) {
  const addresses = { [language]: address };
  const place = address.slice(language.length + 1);
  for (const [code, set] of Object.entries(served ? served.languages : {})) {
    if (set.address.slice(code.length + 1) === place) addresses[code] = set.address;
  }
  const languages = {};
  let release = "";
  for (const [code, at] of Object.entries(addresses)) {
    const manifest = await (await fetched(at)).json();
    release ||= manifest.release;
    if (manifest.build !== FORUM.build || manifest.release !== release) throw new Interrupted(at);
    const former = served && served.languages[code];
    const cache = `forum-release-${FORUM.build}-${release}-${code}-${Date.now()}`;
    made.push(cache);
    await fill(await caches.open(cache), manifest, former && (await caches.open(former.cache)));
    languages[code] = { cache, address: at, manifest };
  }
  return languages;
}

async function fill(cache, manifest, former) {
  await fillShards(cache, manifest, former);
  const assets = new Set();
  await Promise.all(
    [...manifest.pages, manifest.shell].map(async function (address) {
      const page = await fetched(address, manifest);
      await cache.put(address, page.clone());
      for (const asset of assetsIn(await page.text())) assets.add(asset);
    }),
  );
  const store = await caches.open(ASSETS);
  for (const asset of assets) {
    if (FORUM.isHashed && (await store.match(asset))) continue;
    await store.put(asset, await fetched(asset));
  }
}

async function fillShards(cache, manifest, former) {
  const all = Object.values(manifest.things).flat();
  const missing = [];
  for (const digest of all) {
    const shard = former && (await former.match(shardAt(manifest, digest)));
    if (shard) await cache.put(shardAt(manifest, digest), shard);
    else missing.push(digest);
  }
  const isMuch = missing.length > all.length / 2;
  const bundle = isMuch ? await (await fetched(manifest.bundle, manifest)).json() : null;
  for (const digest of missing) {
    const address = shardAt(manifest, digest);
    if (bundle && !(digest in bundle.shards)) throw new Interrupted(address);
    const shard = bundle
      ? new Response(JSON.stringify(bundle.shards[digest]))
      : await fetched(address, manifest);
    await cache.put(address, shard);
  }
}

function shardAt(manifest, digest) {
  return `${manifest.shards}${digest}.json`;
}

// Returns a whole answer, which belongs to the release and the build of the manifest, if given.
async function fetched(address, manifest) {
  const response = await fetch(address, { cache: "no-cache" });
  const isRight =
    !manifest || (releaseOf(response) === manifest.release && buildOf(response) === manifest.build);
  if (response.status !== 200 || response.redirected || !isRight) throw new Interrupted(address);
  return response;
}

function assetsIn(page) {
  const found = page.matchAll(/="(\/[^"?#]+\.(?:css|js|woff2|svg|png|webmanifest))"/g);
  return Array.from(found, (match) => match[1]).filter(
    (path) => path.startsWith(FORUM.assets) || /^\/media\/[0-9a-f]{64}\.css$/.test(path),
  );
}

// Deletes every cache that is neither in use nor needed by what is served.
async function tidy() {
  const served = await noted("served");
  const wanted = new Set([META, ASSETS, VISITED, PICTURES]);
  if (served) {
    for (const set of Object.values(served.languages)) wanted.add(set.cache);
    // The pages of an older build are served until those of this one are complete.
    wanted.add(`forum-assets-${served.build}`);
  }
  for (const name of await caches.keys()) {
    if (name.startsWith("forum-") && !wanted.has(name)) await caches.delete(name);
  }
  await trim(ASSETS, ASSETS_AT_MOST);
}

// The oldest go first.
async function trim(name, atMost) {
  const cache = await caches.open(name);
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - atMost))) await cache.delete(key);
}

// Keeping what was visited

async function visit(path) {
  const response = await fetch(path, { cache: "no-cache" }).catch(() => null);
  if (response) await keepVisited(path, response);
}

async function keepVisited(path, response) {
  const release = releaseOf(response);
  const isPage = (response.headers.get("Content-Type") || "").startsWith("text/html");
  const isOwn = response.type === "basic" && response.status === 200 && !response.redirected;
  if (!isOwn || !isPage || !release || buildOf(response) !== FORUM.build) return;
  const latest = (await noted("latest")) || {};
  if (latest[editionOf(release)] !== release) {
    await note("latest", { ...latest, [editionOf(release)]: release });
  }
  const served = await noted("served");
  const set = served && served.languages[languageOf(path)];
  if (set && served.release === release && set.manifest.pages.includes(path)) {
    const cache = await caches.open(set.cache);
    await cache.put(path, response);
    return;
  }
  const cache = await caches.open(VISITED);
  // Put anew, so that it is the last to be trimmed.
  await cache.delete(path);
  await cache.put(path, response);
  await trim(VISITED, VISITED_AT_MOST);
}

// Answering

async function navigated(path, network) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  let why = "slow";
  try {
    const response = await Promise.race([network, late]);
    // A proxy that answers for a server that is down has less to say than what is kept.
    if (response && response.status < 500) return response;
    if (response) why = "offline";
  } catch (unreachable) {
    why = "offline";
  }
  const kept = await keptPage(path, why);
  if (kept) return kept;
  // Where nothing is kept, a slow answer is better than none.
  return network.catch(async function (unreachable) {
    const page = await nothingKept(path);
    if (page) return page;
    throw unreachable;
  });
}

async function keptPage(path, why) {
  const served = await noted("served");
  if (path === "/" && served) return Response.redirect(frontOf(served));
  const set = served && served.languages[languageOf(path)];
  if (set) {
    const { manifest } = set;
    const cache = await caches.open(set.cache);
    const address = path === manifest.front ? manifest.home : path;
    const page = manifest.pages.includes(address) && (await cache.match(address));
    if (page) return dressed(page, await page.text(), "page", dateOf(page) || served.at, why);
  }
  const cache = await caches.open(VISITED);
  const page = await cache.match(path);
  if (page && (await isOfOneRelease(page, served))) {
    return dressed(page, await page.text(), "page", dateOf(page) || Date.now(), why);
  }
  return set ? compactPage(set, path, served.at, why) : null;
}

function frontOf(served) {
  const codes = Object.keys(served.languages);
  const wanted = self.navigator.languages.map((language) => language.split("-")[0]);
  const code = wanted.find((language) => codes.includes(language)) || codes[0];
  return served.languages[code].manifest.front;
}

// A page of another release than the one served is not used.
async function isOfOneRelease(page, served) {
  const release = releaseOf(page);
  const edition = editionOf(release);
  if (served && editionOf(served.release) === edition) return served.release === release;
  const latest = (await noted("latest")) || {};
  return latest[edition] === release;
}

// A session or speaker never visited: its words within the frame of the page for what is not kept.
async function compactPage({ cache: name, manifest }, path, at, why) {
  const cache = await caches.open(name);
  for (const [folder, digests] of Object.entries(manifest.things)) {
    const slug = path.startsWith(folder) ? path.slice(folder.length, -1) : "";
    if (!slug || slug.includes("/")) continue;
    const shard = await cache.match(shardAt(manifest, digests[placeOf(slug, digests.length)]));
    const main = shard && (await shard.json())[slug];
    const shell = main && (await cache.match(manifest.shell));
    if (shell) return dressed(shell, framed(await shell.text(), main, path, manifest), "compact", at, why);
  }
  return null;
}

function framed(shell, main, path, manifest) {
  const name = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(main)[1].replace(/<[^>]*>/g, "");
  const language = languageOf(path);
  const here = path.slice(language.length + 1);
  return shell
    .replace(/<title>[^·<]*/, () => `<title>${name} `)
    .replace(/(<main[^>]*>)[\s\S]*(<\/main>)/, (all, open, close) => open + main + close)
    .replaceAll(`${manifest.shell.slice(language.length + 1)}"`, () => `${here}"`);
}

// As forum/publishing/offline.py has it.
function placeOf(slug, shards) {
  let place = 0;
  for (const sign of slug) place = (place * 31 + sign.codePointAt(0)) % 1_000_003;
  return place % shards;
}

async function nothingKept(path) {
  const served = await noted("served");
  if (!served) return null;
  const sets = Object.values(served.languages);
  const set = served.languages[languageOf(path)] || sets[0];
  const cache = await caches.open(set.cache);
  const shell = await cache.match(set.manifest.shell);
  return shell && dressed(shell, await shell.text(), "none", served.at, "offline", 503);
}

function dateOf(response) {
  return Date.parse(response.headers.get("Date"));
}

// Says in the page how old it is. Its words stand in the page itself, in its language.
function dressed(response, page, kind, at, why, status = 200) {
  const language = (/<html lang="([^"]*)"/.exec(page) || ["", "en"])[1];
  const words = new RegExp(`data-offline-note[^>]* data-${why}="([^"]*)"`).exec(page);
  const told = words ? words[1].replace("{when}", inWords(new Date(at), language)) : "";
  const body = page
    .replace("<html ", `<html data-kept="${kind}" `)
    .replace(/(<p [^>]*data-offline-note[^>]*) hidden>/, (all, tag) => `${tag}>${told}`);
  const headers = new Headers(response.headers);
  for (const name of ["Content-Length", "Content-Encoding", "ETag"]) headers.delete(name);
  return new Response(body, { status, headers });
}

function inWords(at, language) {
  // English without a country would be American.
  const locale = language === "en" ? "en-GB" : language;
  const isThisYear = at.getFullYear() === new Date().getFullYear();
  const day = { day: "numeric", month: "long", ...(isThisYear ? {} : { year: "numeric" }) };
  const time = { hour: "2-digit", minute: "2-digit" };
  return `${at.toLocaleDateString(locale, day)}, ${at.toLocaleTimeString(locale, time)}`;
}

async function cacheFirst(request, name, atMost) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200 && response.type === "basic") {
    const cache = await caches.open(name);
    await cache.put(request, response.clone());
    if (atMost) await trim(name, atMost);
  }
  return response;
}

async function networkFirst(request) {
  try {
    return await fetch(request);
  } catch (unreachable) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw unreachable;
  }
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", function (event) {
  event.waitUntil(Promise.all([tidy(), self.clients.claim()]));
});

self.addEventListener("message", function (event) {
  event.waitUntil(seen(event.data).then((wait) => event.ports[0].postMessage({ wait })));
});

// The stylesheet and the search index of a release, addressed by their hashes.
function isMadeWithRelease(request, url) {
  return request.destination === "style" || url.pathname.endsWith(".json");
}

self.addEventListener("fetch", function (event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (NOT_OURS.some((path) => url.pathname.startsWith(path))) return;
  if (request.mode === "navigate") {
    const network = fetch(request);
    if (!url.search) {
      // Copied before the page reads it, since that can be done once.
      const copy = network.then((response) => response.clone());
      event.waitUntil(copy.then((response) => keepVisited(url.pathname, response)).catch(() => {}));
    }
    event.respondWith(navigated(url.pathname, network));
  } else if (url.pathname.startsWith(FORUM.assets)) {
    event.respondWith(FORUM.isHashed ? cacheFirst(request, ASSETS) : networkFirst(request));
  } else if (url.pathname.startsWith("/media/") && isMadeWithRelease(request, url)) {
    event.respondWith(cacheFirst(request, ASSETS));
  } else if (url.pathname.startsWith("/media/") && request.destination === "image") {
    event.respondWith(cacheFirst(request, PICTURES, PICTURES_AT_MOST));
  }
});
