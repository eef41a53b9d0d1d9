// Holds open signing keys while the portal's pages come and go; in memory only, and not to be read out of here. The
// browser ends this worker half a minute after the last page stopped asking: then the keys are locked again.
const open = new Map(); // person → { id, key: CryptoKey }
const utf8 = new TextEncoder();

const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const verbs = {
  open: ({ person, id, key }) => { open.set(person, { id, key }); return { id }; },
  state: ({ person }) => ({ id: open.get(person)?.id ?? null }),
  lock: ({ person }) => { open.delete(person); return {}; },
  sign: async ({ person, words }) => {
    const held = open.get(person);
    return held ? { id: held.id, signature: b64(await crypto.subtle.sign("HMAC", held.key, utf8.encode(words))) } : { id: null };
  },
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("message", (event) => {
  event.waitUntil(Promise.resolve(verbs[event.data.verb](event.data)).then(
    (said) => event.ports[0].postMessage(said),
    (failed) => event.ports[0].postMessage({ failed: String(failed) })));
});
