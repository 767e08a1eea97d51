// Takes the service worker away again, with everything that it kept.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", function (event) {
  async function leave() {
    for (const name of await caches.keys()) {
      if (name.startsWith("forum-")) await caches.delete(name);
    }
    await self.registration.unregister();
  }

  event.waitUntil(leave());
});
