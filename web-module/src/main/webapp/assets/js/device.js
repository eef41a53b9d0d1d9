// One device: header, tiles and values follow the feed; tabs; chart; log; command line.
import * as live from "./live.js";
import { headers } from "./api.js";
import { Chart } from "./chart.js";
import { CommandLine } from "./commandline.js";
import { Log, brief, commandEntry, eventEntry, stateChip } from "./log.js";
import { ago, cadence, duration, millis, refresh, unit, value } from "./format.js";
import { awaited, doubt, liveness, showStatus, unheard } from "./liveness.js";
import { move } from "./move.js";
import * as signing from "./signing.js";
import { unlocked } from "./unlock.js";
import { toast } from "./portal.js";
import { base, el, icon, text, transportIcon, transportName } from "./texts.js";

const page = document.querySelector("[data-live=device]");
const facts = page.dataset;
const id = facts.device;
const api = `${base}/api/v1/devices/${encodeURIComponent(id)}`;
const at = (name) => page.querySelector(`[data-fact="${name}"]`);

async function get(path) {
  const answer = await fetch(`${api}${path}`, { headers: headers() });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.detail ?? text("load.failed"));
  return body.data;
}

/* ---- header and tiles ---- */
let reading = { at: Number(facts.readingAt) || 0, uptimeSec: facts.uptime ? Number(facts.uptime) : null, transport: facts.transport || null, rttMs: facts.rtt ? Number(facts.rtt) : null };

function write(name, words) {
  const node = at(name);
  if (node && node.textContent !== words) node.textContent = words;
}

/** The words behind the status: cadence, last contact, way and time of the latest reading. */
function evidence() {
  const lastSeen = Number(facts.lastSeen);
  if (!lastSeen) return text("evidence.never");
  const parts = [];
  if (Number(facts.cadence) > 0) parts.push(text("evidence.every", cadence(Number(facts.cadence))));
  parts.push(reading.transport ? text("evidence.last.over", ago(lastSeen), transportName(reading.transport)) : text("evidence.last", ago(lastSeen)));
  if (Number.isFinite(reading.rttMs) && reading.rttMs !== null) parts.push(millis(reading.rttMs));
  if (facts.online === "true") parts.push(text("evidence.open"));
  const unsure = unheard(awaited({ state: facts.state, lastSeen }));
  if (unsure) parts.push(unsure);
  return parts.join(", ");
}

function tick() {
  if (live.feed.state === "closed") return; // nothing is heard of any device: what was last known stays, greyed
  const status = liveness({ state: facts.state, lastSeen: Number(facts.lastSeen) || null, cadenceSec: Number(facts.cadence) });
  showStatus(page.querySelector(".device-head .status"), status);
  doubt(page.querySelector(".device-head .status"), unheard(awaited({ state: facts.state, lastSeen: Number(facts.lastSeen) })));
  write("evidence", evidence());
  // The uptime goes on while the device reports; a silent device's is as old as its reading.
  if (reading.uptimeSec !== null) write("uptime", duration(reading.uptimeSec * 1000 + (status === "reporting" ? Date.now() - reading.heard || 0 : 0)));
}

function tiles(event) {
  if (event.transport) {
    const tile = at("transport");
    tile.replaceChildren(transportIcon(event.transport), transportName(event.transport));
  }
  if (Number.isFinite(event.rttMs)) write("rtt", millis(event.rttMs));
  const heap = at("heap");
  if (Number.isFinite(event.freeHeapBytes)) { heap.dataset.value = event.freeHeapBytes; heap.dataset.fmt = "bytes"; refresh(heap.parentElement); }
}

/* ---- values and chart ---- */
const chart = new Chart(page.querySelector(".chart"));
const chosen = []; // keys in the order of their colours
let span = { minutes: 15, step: 0 };
let wanted = 0;

// What a device tells of the machine it runs on; its sensors come first.
const OF_HOST = /^(host|load|cpu|mem|disk|net)_?\w*$/;

function values(latest) {
  const list = page.querySelector(".values");
  for (const [key, v] of Object.entries(latest)) {
    let row = list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!row) {
      const numeric = typeof v === "number";
      row = el(numeric ? "button" : "div", numeric ? { type: "button", "data-key": key, "aria-pressed": "false" } : { class: "plain", "data-key": key }, numeric ? el("i") : null, el("span", { class: "key" }, key), el("b"));
      if (numeric) row.addEventListener("click", () => choose(key));
      list.append(el("li", {}, row));
    }
    const words = value(key, v);
    const b = row.querySelector("b");
    if (b.textContent !== words) b.textContent = words;
  }
  page.querySelector(".values-none").hidden = list.childElementCount > 0;
  const numeric = Object.keys(latest).filter((key) => typeof latest[key] === "number");
  if (numeric.length && !chosen.length) choose(numeric.find((key) => !OF_HOST.test(key) && unit(key)) ?? numeric.find((key) => !OF_HOST.test(key)) ?? numeric[0]);
}

function choose(key) {
  const there = chosen.indexOf(key);
  if (there >= 0) { if (chosen.filter(Boolean).length > 1) chosen[there] = null; }
  else {
    const free = chosen.indexOf(null);
    if (free >= 0) chosen[free] = key;
    else if (chosen.length < 6) chosen.push(key);
    else return;
  }
  page.querySelectorAll(".values [data-key]").forEach((row) => {
    const n = chosen.indexOf(row.dataset.key);
    row.setAttribute("aria-pressed", String(n >= 0));
    const mark = row.querySelector("i");
    if (mark) mark.className = n >= 0 ? `series-${n + 1}` : "";
  });
  draw();
}

async function draw() {
  const mine = ++wanted;
  const keys = chosen.filter(Boolean);
  if (!keys.length) { chart.say(text("chart.none")); return; }
  const to = Date.now(), from = to - span.minutes * 60000;
  const step = span.minutes > 60 ? Math.ceil((span.minutes * 60) / 360) : 0;
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), keys: keys.join(",") });
  if (step) { query.set("step", step); query.set("agg", "avg"); }
  try {
    const { series } = await get(`/telemetry?${query}`);
    if (mine !== wanted) return;
    const all = keys.map((key) => ({ key, colour: chosen.indexOf(key) + 1, points: series.find((one) => one.key === key)?.points ?? [] }));
    // A gap is more than three times the usual distance; a device's cadence says what is usual.
    const usual = Math.max(step, Number(facts.cadence) || 0, 2) * 1000;
    chart.show(all, from, to, usual * 3.5, step * 1000);
    chart.say(all.some((one) => one.points.length) ? "" : text("chart.none"));
  } catch (failed) {
    if (mine === wanted) chart.say(text("chart.failed", failed.message));
  }
}

function spans() {
  const buttons = [...page.querySelectorAll("[data-minutes]")];
  buttons.forEach((button) => button.addEventListener("click", () => {
    buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    span = { minutes: Number(button.dataset.minutes) };
    draw();
  }));
  const table = page.querySelector("[data-chart-table]");
  table.addEventListener("click", () => {
    const on = table.getAttribute("aria-pressed") !== "true";
    table.setAttribute("aria-pressed", String(on));
    chart.table(on);
  });
}

/* ---- tabs ---- */
function tabs() {
  const all = [...page.querySelectorAll("[role=tab]")];
  const show = (tab, focus) => {
    for (const one of all) {
      const on = one === tab;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
    }
    history.replaceState(null, "", `#${tab.dataset.tab}`);
    if (tab.dataset.tab === "log") log.follow();
    if (focus) tab.focus();
  };
  all.forEach((tab, n) => {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) show(all[(n + step + all.length) % all.length], true);
    });
  });
  // The badges of the list and of this page lead to the entries and nothing else.
  const entries = (focus) => { log.only("error"); show(document.getElementById("tab-log"), focus); };
  const named = all.find((tab) => location.hash === `#${tab.dataset.tab}`);
  if (location.hash === "#errlog") entries();
  else if (named) show(named);
  page.querySelector("[data-errors-show]").addEventListener("click", () => entries(true));
  page.querySelector("#commands tbody").addEventListener("click", (event) => {
    const more = event.target.closest("tr")?.querySelector("details");
    if (more && !event.target.closest("a, button, details") && !String(getSelection())) more.open = !more.open;
  });
}

/* ---- its error log: what nobody has read ---- */
let errors = JSON.parse(facts.errors || "{}");
const errorsShow = page.querySelector("[data-errors-show]"), errorsRead = page.querySelector("[data-errors-read]");

function unread() {
  const many = errors.unread || 0;
  errorsShow.hidden = !many;
  errorsShow.dataset.level = errors.worst ?? "";
  errorsShow.textContent = text("errors.unread", many, (errors.worst ?? "").toLowerCase());
  if (!errorsRead) return;
  errorsRead.hidden = !many;
  errorsRead.textContent = text(many === 1 ? "errors.read.one" : "errors.read.many", many);
}

errorsRead?.addEventListener("click", async () => {
  errorsRead.disabled = true;
  try {
    const answer = await fetch(`${api}/errlog/read`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ entry: errors.seq }) });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail);
    errors = body.data.errlog ?? {};
    unread();
    document.getElementById("tab-log").focus();
  } catch (failed) {
    toast(failed.message || text("load.failed"));
  } finally {
    errorsRead.disabled = false;
  }
});

/** The server counts; how it does is not repeated here. */
async function counted() {
  const state = await get("/state").catch(() => null);
  if (!state) return null;
  errors = state.errlog ?? {};
  unread();
  return state;
}

/* ---- log and commands ---- */
const log = new Log(page.querySelector(".log"));
const recent = new Log(page.querySelector(".recent"), 40);
const put = (entry) => { log.put(entry, true); recent.put(entry, true); };

async function past() {
  const [events, errors, lines, commands] = await Promise.allSettled([get("/events?limit=200"), get("/events?type=errlog&limit=100"), get("/logs?limit=200"), get("/commands?limit=50")]);
  const known = (settled) => (settled.status === "fulfilled" && Array.isArray(settled.value) ? settled.value : []);
  const all = [...known(events).map(eventEntry), ...known(errors).map(eventEntry), ...known(lines).map((one) => eventEntry({ type: "log_line", ...one })), ...known(commands).map(commandEntry)].filter(Boolean);
  log.putAll(all);
  recent.putAll(all);
  known(commands).slice().reverse().forEach(row);
}

/** One line as it is; of more, a summary that opens to all of it. */
function output(words) {
  const short = brief(words);
  return short === words ? words : el("details", {}, el("summary", {}, icon("next", true), el("span", { class: "brief" }, short)), el("pre", { tabindex: "0" }, words));
}

/** A row of the Commands tab; a known command's row is replaced. */
function row(command) {
  const entry = log.entries.get(`c:${command.commandId ?? command.id}`) ?? commandEntry(command);
  const body = page.querySelector("#commands tbody");
  const made = el("tr", { "data-command": entry.id, "data-ri": "" }, el("td", {}, stateChip(entry)), el("td", { class: "mono" }, entry.console ?? ""), el("td", {}, entry.by ?? "", entry.signed ? el("span", { class: "signed", title: text("command.signed") }, icon("key", true), el("span", { class: "visually-hidden" }, text("command.signed"))) : null),
    el("td", {}, el("time", { "data-ago": "", datetime: new Date(entry.at).toISOString() })), el("td", { class: "num" }, entry.took ?? "–"), el("td", { class: "out mono" }, output(entry.output ?? "")));
  const there = body.querySelector(`[data-command="${CSS.escape(entry.id)}"]`);
  made.querySelector("details")?.toggleAttribute("open", Boolean(there?.querySelector("details[open]")));
  if (there) there.replaceWith(made);
  else body.prepend(made);
  page.querySelector("#commands .none").hidden = true;
}

/** As long as the server lets a command wait that does not say. */
const COMMAND_LIFE = 24 * 3600 * 1000;
let mine = null;
/** What the last command answered; more than a line leads to all of it. */
function answer(entry) {
  const words = entry.output ?? "", short = brief(words);
  if (short === words) return el("span", { class: "out" }, words);
  const button = el("button", { type: "button", class: "out", title: text("command.whole") }, short);
  button.addEventListener("click", () => {
    document.getElementById("tab-commands").click();
    const row = page.querySelector(`[data-command="${CSS.escape(entry.id)}"]`);
    row.querySelector("details").open = true;
    row.scrollIntoView({ block: "center" });
    row.querySelector("summary").focus({ preventScroll: true });
  });
  return button;
}

function lastOne(entry) {
  const host = page.querySelector(".dock .last");
  host.hidden = false;
  host.replaceChildren(stateChip(entry), el("b", { class: "mono" }, entry.console ?? ""), answer(entry), el("span", { class: "muted nowrap" }, entry.took ? text("command.took", entry.took) : ""));
}

function commandChanged(command) {
  put(commandEntry(command));
  const entry = log.entries.get(`c:${command.commandId ?? command.id}`);
  row(command);
  if (mine === entry.id) lastOne(entry);
}

/** Dangerous commands name the device and want its label typed. Answers whether to go on. */
function confirmed(line) {
  const dialog = document.getElementById("danger");
  const input = dialog.querySelector("input"), go = dialog.querySelector(".danger");
  dialog.querySelector(".what").textContent = text("danger.what", line, facts.label);
  input.value = "";
  go.disabled = true;
  input.oninput = () => { go.disabled = input.value !== facts.label; };
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => { dialog.onclose = () => answer(dialog.returnValue === "go"); });
}

/** What goes to the server: the line, or the command that it means, signed where there is a key here. */
async function submission(line) {
  if (!signing.possible() || !signing.kept()) {
    if (facts.signing) throw new Error(text("signing.needed"));
    return { line };
  }
  if (!(await signing.isOpen()) && !(await unlocked())) throw new Error(text("signing.cancelled"));
  const meant = await fetch(`${base}/api/v1/commands/meaning?line=${encodeURIComponent(line)}`, { headers: headers() })
    .then((answer) => answer.json())
    .catch(() => { throw new Error(text("load.unreachable")); });
  if (!meant.data) throw new Error(meant.errors?.[0]?.detail ?? meant.detail ?? text("load.failed"));
  return (await signing.signed(id, meant.data.type, meant.data.args, COMMAND_LIFE)) ?? submission(line);
}

async function send(line, verb) {
  if (verb.danger === "DANGEROUS" && !(await confirmed(line))) throw new Error(text("danger.cancelled"));
  const submitted = JSON.stringify(await submission(line));
  const answer = await fetch(`${api}/commands`, { method: "POST", headers: headers({ "Content-Type": "application/json" }), body: submitted })
    .catch(() => { throw new Error(text("load.unreachable")); });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.errors?.[0]?.detail ?? body.detail ?? text("load.failed"));
  mine = `c:${body.data.commandId}`;
  commandChanged({ console: line, at: new Date().toISOString(), issuedBy: facts.me, ...body.data });
}

/* ---- the feed ---- */
function heard(event) {
  facts.lastSeen = Math.max(Number(facts.lastSeen) || 0, Date.parse(event.receivedAt ?? event.ts) || Date.now());
}
live.on("reading", (event) => {
  heard(event);
  reading = { at: Date.parse(event.ts), heard: Date.now(), uptimeSec: event.uptimeSec ?? reading.uptimeSec, transport: event.transport ?? reading.transport, rttMs: event.rttMs ?? reading.rttMs };
  const time = at("seen");
  time.dateTime = event.ts;
  refresh(time.parentElement);
  tiles(event);
  values(event.values ?? {});
  for (const key of chosen.filter(Boolean)) if (typeof event.values?.[key] === "number") chart.append(key, Date.parse(event.ts), event.values[key]);
  chart.draw();
  chart.say("");
  tick();
});
live.on("status", (event) => {
  // The device's own status has a seq and is a contact; the server's word on a socket is none.
  if (event.seq) heard(event);
  else facts.online = String(event.status !== "OFFLINE");
  tick();
});
live.on("errlog", counted);
live.on("device", async (event) => {
  if (event.reason === "errors-read") { await counted(); return; }
  const device = await get("").catch(() => null);
  if (!device) return;
  Object.assign(facts, { state: device.state, label: device.label });
  write("label", device.label);
  if (device.firmware) write("firmware", device.firmware);
  tick();
});
for (const type of ["status", "reading", "log_line", "alert", "errlog", "scan", "print"]) {
  live.on(type, (event) => { const entry = eventEntry(event); if (entry) put(entry); });
}
live.on("command", commandChanged);
// What happened while the feed was opening is asked for again.
live.on("state", ({ before }) => { if (before === "connecting") past(); });
live.on("resume", async () => {
  past();
  draw();
  const state = await counted();
  if (!state) return;
  facts.outages = JSON.stringify((state.liveness.outages ?? []).map(({ from, to }) => [Date.parse(from), Date.parse(to)]));
  facts.lastSeen = Math.max(Number(facts.lastSeen) || 0, Date.parse(state.liveness.lastContactAt) || 0);
  facts.online = String(state.liveness.socketOpen);
  tick();
});

const measure = () => page.style.setProperty("--head", `${page.querySelector(".device-head").offsetHeight}px`);
new ResizeObserver(measure).observe(page.querySelector(".device-head"));
const dock = page.querySelector(".dock");
new ResizeObserver(() => page.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(dock);
new CommandLine(dock, JSON.parse(facts.verbs), send);
document.addEventListener("muster:tick", tick);
tabs();
unread();
spans();
values(JSON.parse(facts.values || "{}"));
if (!chosen.length) draw();
tick();
past();
live.subscribe({ devices: [id] });

/* ---- its life ---- */
page.querySelector("[data-move]")?.addEventListener("click", () => move([{ id, label: facts.label, state: facts.state }], ([moved]) => {
  // A device that left this org is not here any more.
  if (moved.org && moved.org === facts.org) location.reload();
  else location.assign(`${base}/devices`);
}));
