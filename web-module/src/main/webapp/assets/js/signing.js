// The key a person signs commands with: kept in this browser under their passphrase, open only in a worker's memory.
// localStorage has {"v":1,"id":UUID,"iterations":…,"salt":…,"iv":…,"wrapped":…}, the same object as the command line.
import { data } from "./api.js";
import { now } from "./format.js";
import { base, text } from "./texts.js";

const ITERATIONS = 600000;
export const SHORTEST = 12;
const utf8 = new TextEncoder();
const person = document.querySelector('meta[name="muster-person"]')?.content ?? "";
const place = `muster.signing.${person}`;

const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const bytes = (words) => Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** Whether this browser can: Web Crypto and workers are there over TLS, and on this very machine. */
export const possible = () => Boolean(window.isSecureContext && crypto.subtle && navigator.serviceWorker);

/* ---- what this browser keeps ---- */
export function kept() {
  try { return JSON.parse(localStorage.getItem(place)); } catch { return null; }
}

function keep(wrapped) {
  if (wrapped) localStorage.setItem(place, JSON.stringify(wrapped));
  else localStorage.removeItem(place);
}

async function wrapping(passphrase, salt, iterations) {
  const from = await crypto.subtle.importKey("raw", utf8.encode(passphrase), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, from, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const sealed = (iv, id) => ({ name: "AES-GCM", iv, additionalData: utf8.encode(id) });

/* ---- the worker that holds it open ---- */
async function worker() {
  const there = await navigator.serviceWorker.register(`${base}/assets/js/signing-worker.js`);
  if (there.active) return there.active;
  const coming = there.installing ?? there.waiting;
  return new Promise((done) => coming.addEventListener("statechange", () => { if (coming.state === "activated") done(coming); }));
}

async function ask(verb, what = {}) {
  const to = await worker();
  const channel = new MessageChannel();
  const answer = new Promise((done, broken) => {
    channel.port1.onmessage = (event) => (event.data.failed ? broken(new Error(event.data.failed)) : done(event.data));
    setTimeout(() => broken(new Error(text("signing.worker"))), 10000);
  });
  to.postMessage({ verb, person, ...what }, [channel.port2]);
  return answer;
}

let asking = 0;
/** As long as a page asks, the worker lives. */
function stay() {
  clearInterval(asking);
  asking = setInterval(async () => { if (!(await ask("state")).id) clearInterval(asking); }, 20000);
}

async function hold(id, raw) {
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  raw.fill(0);
  await ask("open", { id, key });
  stay();
}

/** Whether the kept key is open. */
export async function isOpen() {
  const key = kept();
  if (!key) return false;
  const open = (await ask("state")).id === key.id;
  if (open) stay();
  return open;
}

export const lock = () => (possible() && kept() ? ask("lock") : null);

/** Opens the kept key; answers whether the passphrase was right. */
export async function unlock(passphrase) {
  const key = kept();
  let raw;
  try {
    raw = new Uint8Array(await crypto.subtle.decrypt(sealed(bytes(key.iv), key.id), await wrapping(passphrase, bytes(key.salt), key.iterations), bytes(key.wrapped)));
  } catch {
    return false;
  }
  await hold(key.id, raw);
  return true;
}

/* ---- the server's side ---- */
const call = (method, body) => data(method, "auth/signing-key", body);

/** {key: {id, createdAt} or null, required}. */
export const standing = () => call("GET");

/** Makes a key, registers it in place of the one before with a proof of who does, {password, totp}, and keeps it here. */
export async function create(passphrase, proof) {
  const raw = crypto.getRandomValues(new Uint8Array(32)), salt = crypto.getRandomValues(new Uint8Array(16)), iv = crypto.getRandomValues(new Uint8Array(12));
  const id = crypto.randomUUID();
  const wrapped = b64(await crypto.subtle.encrypt(sealed(iv, id), await wrapping(passphrase, salt, ITERATIONS), raw));
  await call("PUT", { id, key: b64(raw), ...proof });
  keep({ v: 1, id, iterations: ITERATIONS, salt: b64(salt), iv: b64(iv), wrapped });
  await hold(id, raw);
}

/** Takes the key out of use, here and at the server. */
export async function remove() {
  await call("DELETE");
  await lock();
  keep(null);
}

/** Keeps what another browser or the command line printed; answers whether it is a key. */
export function bring(words) {
  let key;
  try { key = JSON.parse(words); } catch { return false; }
  const sound = key?.v === 1 && ["id", "salt", "iv", "wrapped"].every((name) => typeof key[name] === "string") && key.iterations >= ITERATIONS;
  if (sound) keep(key);
  return sound;
}

/** RFC 8785 of plain JSON values. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** A command to be sent, signed: {command, issuedAt, expiresAt, signature}; null where the key is locked. */
export async function signed(deviceId, type, args, lifeMs) {
  const id = crypto.randomUUID(), at = now();
  const issuedAt = new Date(at).toISOString(), expiresAt = new Date(at + lifeMs).toISOString();
  const { signature } = await ask("sign", { words: canonical({ deviceId, id, type, args, issuedAt, expiresAt }) });
  return signature ? { command: { id, type, args }, issuedAt, expiresAt, signature } : null;
}
