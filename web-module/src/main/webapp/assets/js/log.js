// One timeline of a device, newest last like a terminal: events, commands with their results, log lines, readings.
import { day, duration, exact, millis, time, value } from "./format.js";
import { el, text } from "./texts.js";

const MOST = 1000;
const OPEN = new Set(["QUEUED", "SENT", "RECEIVED", "RUNNING"]);
const LEVEL_OF_STATE = { SUCCEEDED: "GOOD", FAILED: "ERROR", REJECTED: "ERROR", EXPIRED: "WARN", UNKNOWN: "WARN" };

const STEPS = [...OPEN];
const step = ({ state }) => (OPEN.has(state) ? STEPS.indexOf(state) : STEPS.length);
const told = (entry) => Object.fromEntries(Object.entries(entry).filter(([, v]) => v !== undefined && v !== null));

/** What is known of an entry with what is told of it now. A command only goes forward: old news of it fills gaps and takes nothing back. */
function merged(before, now) {
  if (!before) return now;
  return step(now) < step(before) ? { ...told(now), ...told(before) } : { ...before, ...told(now) };
}

const chip = (words, level) => el("span", { class: "kind chip", "data-level": level ?? "" }, words);

/** The state of a command in words, with how long it took once it is over. */
export function stateChip(command) {
  return chip(text(`command.state.${command.state}`), LEVEL_OF_STATE[command.state] ?? "INFO");
}

/** Builders: what an entry shows behind its time. Each answers [chip, text node, optional output]. */
const BUILDERS = {
  line: (e) => [chip(e.level || text("log.line"), e.level === "INFO" ? "" : e.level), el("span", { class: "text" }, e.line)],
  error: (e) => [chip(text("log.errlog")), el("span", { class: "text" }, chip(e.level, e.level), ` ${e.words}`, e.detail ? el("span", { class: "by" }, ` ${e.detail}`) : null)],
  event: (e) => [chip(e.label, e.level), el("span", { class: "text" }, e.words, e.detail ? el("span", { class: "by" }, ` ${e.detail}`) : null)],
  reading: (e) => [chip(e.label ?? text("log.reading")), el("span", { class: "text" }, Object.entries(e.values).map(([k, v]) => `${k} ${value(k, v)}`).join("  ·  "),
    el("span", { class: "by" }, [e.transport, Number.isFinite(e.rttMs) ? millis(e.rttMs) : null].filter(Boolean).map((w) => `  ·  ${w}`).join("")))],
  command: (e) => [stateChip(e), el("span", { class: "text" }, el("b", {}, e.console), el("span", { class: "by" }, `  ${[e.by, e.took ? text("command.took", e.took) : null].filter(Boolean).join(" · ")}`)),
    e.output ? el("pre", { class: e.success === false ? "output bad" : "output", tabindex: "0" }, e.output) : null],
};

export class Log {
  /** @param host has .scroll, ol and .none, and for the whole log .more and the [data-kind] switches */
  constructor(host, most = MOST) {
    this.host = host;
    this.most = most;
    this.scroll = host.querySelector(".scroll");
    this.list = host.querySelector("ol");
    this.more = host.querySelector(".more");
    this.none = host.querySelector(".none");
    this.entries = new Map();
    this.hidden = new Set(["reading"]);
    this.unread = 0;
    this.following = true;
    this.scroll.addEventListener("scroll", () => {
      this.following = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 40;
      if (this.following) this.read();
    });
    this.more?.querySelector("button").addEventListener("click", () => this.follow());
    host.querySelectorAll("[data-kind]").forEach((button) => {
      button.setAttribute("aria-pressed", String(!this.hidden.has(button.dataset.kind)));
      button.addEventListener("click", () => this.toggle(button));
    });
  }

  toggle(button) {
    const kind = button.dataset.kind;
    if (!this.hidden.delete(kind)) this.hidden.add(kind);
    this.switches();
  }

  /** Shows one kind and no other. */
  only(kind) {
    this.hidden = new Set(Object.keys(BUILDERS).filter((other) => other !== kind));
    this.switches();
  }

  switches() {
    this.host.querySelectorAll("[data-kind]").forEach((button) => button.setAttribute("aria-pressed", String(!this.hidden.has(button.dataset.kind))));
    this.redraw();
  }

  /** Puts an entry {id, at, kind, …} in its place by time; one with a known id replaces what stood there. */
  put(entry, fresh = false) {
    const before = this.entries.get(entry.id);
    const known = { ...merged(before, entry), at: before?.at ?? entry.at };
    if (this.hidden.has(known.kind) && !this.more) return;
    this.entries.set(entry.id, known);
    if (this.entries.size > this.most) {
      const oldest = this.entries.keys().next().value;
      this.entries.delete(oldest);
      this.list.querySelector(`[data-entry="${CSS.escape(oldest)}"]`)?.remove();
    }
    if (this.hidden.has(known.kind)) return;
    this.draw(known, fresh && !before);
    this.none.hidden = true;
    if (this.following) this.follow();
    else if (fresh && !before && this.more) {
      this.unread++;
      this.more.hidden = false;
      this.more.querySelector("button").textContent = text(this.unread === 1 ? "newer.one" : "newer.many", this.unread);
    }
  }

  putAll(entries) {
    const kept = this.more ? entries : entries.filter((entry) => !this.hidden.has(entry.kind));
    for (const entry of kept) this.entries.set(entry.id, { ...merged(this.entries.get(entry.id), entry), at: entry.at });
    this.entries = new Map([...this.entries].sort((a, b) => a[1].at - b[1].at).slice(-this.most));
    this.redraw();
  }

  redraw() {
    this.list.replaceChildren();
    for (const entry of this.entries.values()) if (!this.hidden.has(entry.kind)) this.draw(entry, false);
    this.none.hidden = this.list.childElementCount > 0;
    this.follow();
  }

  draw(entry, fresh) {
    const [kind, words, output] = BUILDERS[entry.kind](entry);
    const node = el("li", { class: `entry ${entry.kind}${fresh ? " fresh" : ""}`, "data-entry": entry.id, "data-at": entry.at },
      el("time", { datetime: new Date(entry.at).toISOString(), title: exact(entry.at) }, time(entry.at)), kind, words, output);
    const there = this.list.querySelector(`[data-entry="${CSS.escape(entry.id)}"]`);
    if (there) { there.replaceWith(node); return; }
    let after = this.list.lastElementChild;
    while (after && Number(after.dataset.at) > entry.at) after = after.previousElementSibling;
    const date = new Date(entry.at).toDateString();
    if (!after || new Date(Number(after.dataset.at)).toDateString() !== date) {
      const head = el("li", { class: "day", "data-at": new Date(date).getTime() }, day(entry.at));
      if (after) after.after(head);
      else this.list.prepend(head);
      after = head;
    }
    after.after(node);
    if (fresh) setTimeout(() => node.classList.remove("fresh"), 900);
  }

  follow() {
    this.following = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.read();
  }

  read() {
    this.unread = 0;
    if (this.more) this.more.hidden = true;
  }
}

const millisOf = (...all) => all.map((one) => Date.parse(one ?? "")).find((n) => !Number.isNaN(n)) ?? Date.now();
const short = (output) => (typeof output === "string" ? output : output === undefined || output === null ? null : JSON.stringify(output, null, 2));

/** A command's output in one line: the plain members of a JSON object side by side, else the first line of more. */
export function brief(output) {
  if (!output) return "";
  if (output.startsWith("{")) {
    try {
      const plain = Object.entries(JSON.parse(output)).filter(([, v]) => v !== null && typeof v !== "object");
      if (plain.length) return plain.map(([key, v]) => `${key} ${value(key, v)}`).join("  ·  ");
    } catch { /* cut off on its way: text like any other */ }
  }
  const lines = output.split("\n");
  return lines.length > 1 ? `${lines[0]} …` : output;
}

/** A command as REST or the feed tells it. */
export function commandEntry(c) {
  const at = millisOf(c.queuedAt, c.issuedAt, c.createdAt, c.at);
  const end = Date.parse(c.finishedAt ?? "");
  const over = c.state && !OPEN.has(c.state);
  const took = over && !Number.isNaN(end) ? end - at : null;
  return { id: `c:${c.commandId ?? c.id}`, kind: "command", at, state: c.state, console: c.console ?? undefined, by: c.issuedBy ?? undefined, signed: c.signed,
    success: c.success, output: short(c.output) || undefined, took: took === null ? undefined : took < 60000 ? millis(Math.max(0, took)) : duration(took) };
}

/** An event of section 6 of the protocol as REST or the feed tells it; null for what the timeline does not show. */
export function eventEntry(e) {
  const at = millisOf(e.ts, e.at, e.receivedAt);
  const body = e.payload ?? e;
  const id = e.seq ? `e:${e.seq}` : `${e.type}:${at}:${JSON.stringify(body.values ?? body.line ?? body.status ?? body.code ?? "")}`;
  switch (e.type) {
    // A line pulled again has another number; the server knows it by the same.
    case "log_line": return { id: `l:${at}:${body.level}:${body.line}`, at, kind: "line", level: (body.level ?? "").toUpperCase(), line: body.line ?? "" };
    case "reading": return { id, at, kind: "reading", values: body.values ?? {}, transport: body.transport, rttMs: body.rttMs };
    // A device's own status comes with each contact: it stands with the readings. The server's tells of sockets.
    case "status": if (e.seq) return { id, at, kind: "reading", label: text("log.status"), values: { status: body.status, ...body.metrics } };
      return { id: `s:${at}:${body.status}`, at, kind: "event", label: text("log.status"), level: body.status === "OFFLINE" ? "WARN" : "GOOD", words: text(`feed.status.${body.status}`) };
    case "alert": return { id, at, kind: "event", label: text("log.alert"), level: (body.severity ?? "").toUpperCase(), words: body.message ?? body.code ?? "", detail: body.code };
    case "errlog": return { id, at, kind: "error", level: (body.severity ?? "").toUpperCase(), words: `${body.source ?? ""} ${body.code ?? ""}`.trim(), detail: body.context && Object.keys(body.context).length ? JSON.stringify(body.context) : "" };
    case "scan": return { id, at, kind: "event", label: text("log.scan"), level: body.valid === false ? "WARN" : "", words: body.code ?? "" };
    case "print": return { id, at, kind: "event", label: text("log.print"), words: "" };
    // The server's own: items of the device it could not take. They have no number.
    case "refused": return { id: `r:${at}:${body.count}`, at, kind: "event", label: text("log.refused"), level: "WARN", words: `${body.count}`, detail: (body.items ?? []).map((item) => `${item.ref ?? ""} ${item.detail}`.trim()).join("\n") };
    default: return null;
  }
}
