/* Keeps the shell of the field page: files, words and code lists. No answer of the API, nothing of anybody. */

const CACHE = "field-{{ version }}";
const PAGE = "{{ page|escapejs }}";
const SHELL = "{{ shell|escapejs }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}", {% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(fresh(request));
  else if (FILES.includes(pathname)) event.respondWith(kept(request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL, ...FILES].map((address) => new Request(address, { cache: "reload" })));
}

async function dropOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("field-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The page itself, as long as there is a connection; its shell without one. */
async function fresh(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const shell = await caches.match(SHELL);
    if (shell) return shell;
    throw error;
  }
}

async function kept(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}
