// The one place where times, durations, bytes and numbers become words.
import { language, text } from "./texts.js";

const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const local = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const days = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", year: "numeric" });

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

// How far this browser's clock is behind the server's; set from the Date header of the page's own answer.
let skew = 0;
export function serverTimeIs(millis) {
  if (Number.isFinite(millis) && Math.abs(millis - Date.now()) > 2000) skew = millis - Date.now();
}
export const now = () => Date.now() + skew;

export const number = (n) => numbers.format(n);
export const time = (millis) => clock.format(millis);
export const day = (millis) => days.format(millis);

/** Two units at most: "14 s", "3 min", "2 h 5 min", "12 d 4 h". Input in milliseconds. */
export function duration(millis) {
  const s = Math.max(0, Math.floor(millis / SECOND));
  if (s < 60) return `${s} s`;
  const m = Math.floor(s / 60);
  if (m < 60) return `${m} min`;
  const h = Math.floor(m / 60);
  if (h < 24) return m % 60 && h < 10 ? `${h} h ${m % 60} min` : `${h} h`;
  const d = Math.floor(h / 24);
  return h % 24 && d < 10 ? `${d} ${text("unit.day")} ${h % 24} h` : `${d} ${text("unit.day")}`;
}

/** "14 s ago"; a moment that has just passed or lies ahead by clock drift is "now". */
export function ago(millis) {
  const age = now() - millis;
  return age < SECOND ? text("time.now") : text("time.ago", duration(age));
}

/** The exact moment for a tooltip: local time, then UTC. */
export function exact(millis) {
  return `${local.format(millis)}\n${new Date(millis).toISOString().replace("T", " ").replace(/\.\d+Z/, " UTC")}`;
}

/** The binary step that suits a number of bytes. */
export function byteStep(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let i = 0;
  while (Math.abs(n) >= 1024 && i < units.length - 1) { n /= 1024; i++; }
  return { size: 1024 ** i, unit: units[i] };
}

/** Binary steps, three digits: "181 KiB", "1.25 MiB". */
export function bytes(n) {
  const step = byteStep(n);
  return `${numbers.format(Number((n / step.size).toPrecision(3)))} ${step.unit}`;
}

/** A learned cadence in whole seconds: it wavers around the real one, and its words must not. */
export const cadence = (sec) => duration(Math.max(1, Math.round(sec)) * SECOND);

export const millis = (n) => (n < 10000 ? `${numbers.format(Math.round(n * 10) / 10)} ms` : duration(n));

const UNITS = [[/celsius|temp/i, "°C"], [/percent|humidity|usage$|pct$/i, "%"], [/volt/i, "V"], [/rpm/i, "rpm"], [/lpm$/i, "l/min"], [/mm_s$/i, "mm/s"], [/bar$/i, "bar"],
  [/dbm|rssi/i, "dBm"]];
/** The unit that a key suggests: "B", "B/s", "ms", "s", a symbol, or nothing. */
export function unit(key) {
  if (/bytes/i.test(key)) return /persec|rate|\/s/i.test(key) ? "B/s" : "B";
  if (/ms$|millis/i.test(key)) return "ms";
  if (/sec$|seconds$|uptime_s$/i.test(key)) return "s";
  return UNITS.find(([pattern]) => pattern.test(key))?.[1] ?? "";
}

/** A reading's value with the unit its key suggests. */
export function value(key, v) {
  if (typeof v === "boolean") return text(v ? "value.true" : "value.false");
  if (typeof v !== "number") return String(v);
  const of = unit(key);
  switch (of) {
    case "B": return bytes(v);
    case "B/s": return `${bytes(v)}/s`;
    case "ms": return millis(v);
    case "s": return duration(v * 1000);
    default: return of ? `${number(v)} ${of}` : number(v);
  }
}

function write(node) {
  const when = Date.parse(node.dateTime);
  node.dataset.done = "";
  if (Number.isNaN(when)) { node.textContent = text("time.never"); return; }
  const words = node.dataset.ago === "clock" ? time(when) : node.dataset.ago === "moment" ? moment.format(when) : ago(when);
  if (node.textContent !== words) node.textContent = words;
  if (node.dataset.for !== node.dateTime) { node.title = exact(when); node.dataset.for = node.dateTime; }
}

const FORMATS = { bytes, cadence, duration: (n) => duration(n * SECOND), millis, number };
function writeNumber(node) {
  const n = Number(node.dataset.value);
  node.textContent = node.dataset.value === "" || Number.isNaN(n) ? "–" : FORMATS[node.dataset.fmt](n);
  node.dataset.done = "";
}

/** Writes every <time data-ago> and [data-fmt data-value] below a node. */
export function refresh(below = document) {
  below.querySelectorAll("time[data-ago]").forEach(write);
  below.querySelectorAll("[data-fmt]").forEach(writeNumber);
}

let beats = 0;
/** Each second what is younger than a minute, everything every 15 s. */
function tick() {
  beats++;
  for (const node of document.querySelectorAll("time[data-ago]")) {
    if (beats % 15 === 0 || now() - Date.parse(node.dateTime) < MINUTE + SECOND) write(node);
  }
  document.dispatchEvent(new Event("muster:tick"));
}

/** Starts the clock and follows what PrimeFaces replaces in the page. */
export function start() {
  refresh();
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1 && node.childElementCount) refresh(node);
  }).observe(document.body, { childList: true, subtree: true });
  setInterval(tick, SECOND);
}
