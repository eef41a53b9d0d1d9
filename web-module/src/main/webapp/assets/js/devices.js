// The device list: rows change in place from the feed; new ones wait behind a pill while the pointer is on the table.
import * as live from "./live.js";
import * as select from "./select.js";
import * as table from "./table.js";
import { ago, refresh } from "./format.js";
import { call } from "./api.js";
import { move } from "./move.js";
import { views } from "./views.js";
import { awaited, doubt, liveness, showStatus, unheard } from "./liveness.js";
import { base, el, text, transportIcon, transportName } from "./texts.js";

const host = document.querySelector("[data-live=devices]");
const pill = document.getElementById("newer");
const search = document.getElementById("search");
const newcomers = new Set();
const JOINS = new Set(["registered", "enrolled", "provisioned"]);
const RANKS = ["DEBUG", "INFO", "WARN", "WARNING", "ERROR", "CRITICAL", "FATAL"];
const rank = (severity) => RANKS.indexOf(String(severity ?? "").toUpperCase());

const rowOf = (id) => host.querySelector(`[data-device="${CSS.escape(id)}"]`)?.closest("tr");
const factsOf = (row) => row.querySelector("[data-device]").dataset;
const shown = () => [...host.querySelectorAll("[data-device]")];

function tint(row) {
  row.classList.add("fresh");
  setTimeout(() => row.classList.remove("fresh"), 700);
}

function seen(row, millis) {
  const facts = factsOf(row);
  if (!millis || millis <= Number(facts.lastSeen || 0)) return;
  facts.lastSeen = millis;
  const time = row.querySelector("time[data-ago]");
  time.dateTime = new Date(millis).toISOString();
  time.textContent = ago(millis);
  refresh(time.parentElement);
}

function transport(row, name) {
  const cell = row.querySelector(".transport");
  if (!cell || !name || cell.dataset.name === name) return;
  cell.dataset.name = name;
  cell.replaceChildren(transportIcon(name), transportName(name));
}

function errors(row, errlog) {
  const cell = row.querySelector(".errors");
  if (!cell || !errlog) return;
  if (!errlog.unread) { cell.replaceChildren(); return; }
  const worst = errlog.worst ?? "";
  cell.replaceChildren(el("a", { class: "chip alert", href: `${base}/devices/${factsOf(row).device}#errlog`, "data-level": worst, title: text("errors.title") },
    text("errors.unread", errlog.unread, worst.toLowerCase())));
}

/** Works out the status again; asks for new counts when one changed. */
function judge(row) {
  const facts = factsOf(row);
  const known = { state: facts.state, lastSeen: Number(facts.lastSeen) || null, cadenceSec: Number(facts.cadence) };
  const status = liveness(known);
  doubt(row.querySelector(".status"), unheard(awaited(known)));
  const before = row.querySelector(".status").dataset.status;
  if (showStatus(row.querySelector(".status"), status)) {
    tint(row);
    // Its first contact brought more than the event tells: firmware, transport, cadence.
    if (before === "never") outdated();
    recount();
  }
}

const COLUMNS = { "col-status": "status", "col-name": "label", "col-org": "org", "col-site": "site", "col-transport": "transport", "col-seen": "lastSeen", "col-firmware": "firmware", "col-errors": "errors" };
/** The order of the table as REST and saved views write it: "status", "-lastSeen". */
function sorted() {
  const head = host.querySelector("th.ui-state-active");
  const field = COLUMNS[[...(head?.classList ?? [])].find((name) => name in COLUMNS)] ?? "status";
  return (head?.querySelector(".ui-icon-triangle-1-s") ? "-" : "") + field;
}
views({ query: () => [search.value.trim(), host.dataset.filter ? `status:${host.dataset.filter}` : ""].filter(Boolean).map((one, n, all) => (all.length > 1 && n === 0 ? `(${one})` : one)).join(" "), sort: sorted });

const last = { counts: 0, timer: 0 };
const byStatus = () => host.querySelector("th.col-status.ui-state-active") !== null;

/**
 * At most every 2 s: the counts come from the server, which knows the devices that are not on this page. A list in the
 * order of the status is out of order then.
 */
function recount() {
  if (last.timer || live.feed.state === "closed") return;
  last.timer = setTimeout(() => {
    last.timer = 0;
    if (byStatus()) outdated();
    if (!byStatus() || !pill.hidden) window.musterCounts();
  }, 2000);
}

/** Loads again, unless that would move rows under the pointer: then the pill offers it. */
function outdated(id) {
  if (id) newcomers.add(id);
  const table = host.querySelector(".ui-datatable");
  if (!table.matches(":hover, :focus-within")) { load(); return; }
  if (id) window.musterCounts(); // one that waits for acceptance stands in its tab, not in the list
  pill.hidden = false;
  pill.querySelector("button").textContent = text(newcomers.size > 1 ? "newer.many" : newcomers.size ? "newer.one" : "newer.changed", newcomers.size);
}

const millisOf = (event, ...names) => names.map((name) => Date.parse(event[name] ?? "")).find((n) => !Number.isNaN(n)) ?? Date.now();

function changed(event, apply) {
  const row = rowOf(event.deviceId);
  if (!row) return false;
  apply(row, factsOf(row));
  judge(row);
  return true;
}

// The device's own status has a seq and is a contact; the server's word on a socket is none.
live.on("status", (event) => changed(event, (row) => {
  if (event.seq) seen(row, millisOf(event, "receivedAt", "ts"));
}));
live.on("reading", (event) => changed(event, (row) => {
  seen(row, millisOf(event, "receivedAt", "ts"));
  transport(row, event.transport);
}));
live.on("errlog", (event) => changed(event, (row, facts) => {
  const unread = Number(facts.unread || 0) + 1;
  const worst = rank(event.severity) > rank(facts.worst) ? event.severity : facts.worst || event.severity;
  Object.assign(facts, { unread, worst });
  errors(row, { unread, worst });
}));
// A row changed by somebody: the server has the new one. A device that this page does not show is new, or filtered away.
live.on("device", (event) => {
  if (rowOf(event.deviceId)) outdated();
  else if (JOINS.has(event.reason) || host.dataset.whole === "true") outdated(event.deviceId);
  else if (event.reason === "moved") outdated(); // accepted, perhaps
});
live.on("resume", () => load());

/** Of a device that came after the table was read and before the feed was open, nobody tells: it is asked for, once. */
const rendered = Number(document.querySelector('meta[name="muster-now"]')?.content);
let asked = false;
live.on("state", async ({ state }) => {
  if (state !== "open" || asked) return;
  asked = true;
  const query = new URLSearchParams({ q: search.value.trim(), sort: "-createdAt", limit: 1 });
  const [newest] = (await call("GET", `devices?${query}`).catch(() => ({}))).data ?? [];
  if (newest && Date.parse(newest.createdAt) >= rendered - 1000 && !rowOf(newest.id)) outdated(newest.id);
});
window.jQuery?.(document).on("pfAjaxComplete", () => {
  search.setAttribute("aria-invalid", String(host.querySelector(".pointed") !== null));
  address();
});

let waiting = 0;
/** Loads the table again with the filter as it stands; several calls in a row become one. */
function load(first = false) {
  if (live.feed.state === "closed" && !first) return; // "resume" loads
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    newcomers.clear();
    pill.hidden = true;
    const parameters = [{ name: "q", value: search.value.trim() }, { name: "status", value: host.dataset.filter ?? "" }, { name: "first", value: String(first) }];
    window.musterLoad(parameters);
  }, 150);
}

function address() {
  const query = new URLSearchParams();
  if (search.value.trim()) query.set("q", search.value.trim());
  if (host.dataset.filter) query.set("status", host.dataset.filter);
  if (sorted() !== "status") query.set("sort", sorted());
  history.replaceState(null, "", `${base}/devices${query.size ? `?${query}` : ""}`);
  document.dispatchEvent(new Event("muster:searched"));
}

function filtering() {
  host.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]");
    if (choice && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      host.dataset.filter = choice.dataset.choose;
      address();
      load(true);
      return;
    }
    const row = event.target.closest("tr[data-ri]");
    if (row && !event.target.closest("a, button, label, input") && !String(getSelection())) row.querySelector(".name a").click();
  });
  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { address(); load(true); }, 250);
  });
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    address();
    load(true);
  });
}

pill.querySelector("button").addEventListener("click", () => load());
table.start(host, () => load());
if (document.getElementById("selection")) select.start(host, (devices, end) => move(devices, () => { end(); load(); recount(); }));
filtering();
// While the feed is down nothing is heard of any device: what was last known stays, greyed.
document.addEventListener("muster:tick", () => live.feed.state === "closed" || shown().forEach((node) => judge(node.closest("tr"))));
live.subscribe({ events: ["status", "reading", "errlog", "device", "alert"] });
