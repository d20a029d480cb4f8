// Serves the answering pages without a line. Only addresses that it was given are kept: the shell (`shell.json` beside
// this script: {"version": "…", "assets": ["/static/…", …]}), and pages, forms and pictures that were opened once.
// Answers never pass through here: they are in IndexedDB, and sending them is the page's.
const SHELL = new URL("shell.json", self.location).href;
const PREFIX = "ngo2-answers-";
const KEPT = `${PREFIX}kept`;
const PATIENCE = 6000; // ms for the network, when a kept copy is at hand

const plain = (url) => url.split("#")[0];

async function shell() {
  const answer = await fetch(SHELL, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw answer;
  return answer.json();
}

// A new shell is whole before the old one goes; pages that name old assets are fetched anew with it.
async function refresh() {
  const { version, assets } = await shell();
  const name = `${PREFIX}shell-${version}`;
  const fresh = await caches.open(name);
  if (await fresh.match(SHELL)) return;
  await fresh.addAll(assets);
  const kept = await caches.open(KEPT);
  for (const request of await kept.keys()) {
    const answer = await fetch(request.url, { credentials: "same-origin" }).catch(() => null);
    if (answer && answer.ok) await kept.put(request, answer);
  }
  await fresh.put(SHELL, new Response(version)); // last: now it is whole
  for (const old of await caches.keys()) {
    if (old.startsWith(`${PREFIX}shell-`) && old !== name) await caches.delete(old);
  }
}

async function keep(addresses) {
  const kept = await caches.open(KEPT);
  for (const address of addresses) {
    const url = plain(address);
    if (new URL(url).origin !== self.location.origin) continue;
    const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
    if (answer && answer.ok && !answer.redirected) await kept.put(url, answer);
  }
}

async function answered(event) {
  const url = plain(event.request.url);
  const kept = await caches.open(KEPT);
  const copy = await kept.match(url);
  if (!copy) return (await caches.match(url)) || fetch(event.request);
  const network = fetch(event.request);
  event.waitUntil(
    network.then((answer) => answer.ok && !answer.redirected && kept.put(url, answer.clone())).catch(() => {})
  );
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([network.catch(() => null), late]);
  return first && first.status < 500 ? first.clone() : copy;
}

self.addEventListener("install", (event) => event.waitUntil(refresh().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function forget(addresses) {
  const kept = await caches.open(KEPT);
  for (const address of addresses) await kept.delete(plain(address));
}

self.addEventListener("message", (event) => {
  const { keep: addresses, drop } = event.data || {};
  if (drop) event.waitUntil(forget(drop));
  if (!addresses) return;
  const done = keep(addresses)
    .then(refresh)
    .then(() => event.source && event.source.postMessage("kept"))
    .catch(() => {});
  event.waitUntil(done);
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.location.origin)) event.respondWith(answered(event));
});
