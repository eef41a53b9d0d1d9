// The docked command line: completion with Tab, one line about the verb under the cursor, ? for all, the last 50 lines over all devices.
import { el, text } from "./texts.js";

const KEPT = 50;
const STORE = "muster.commands";

function history() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((line) => typeof line === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** The newest first, each line once. */
function remember(line) {
  const all = [line, ...history().filter((other) => other !== line)].slice(0, KEPT);
  try { localStorage.setItem(STORE, JSON.stringify(all)); } catch { /* nothing is kept, the command still goes */ }
}

export class CommandLine {
  /**
   * @param verbs [{verb, usage, summary, danger}] the person may use
   * @param send called with the line; answers a promise that rejects with the words to show
   */
  constructor(host, verbs, send) {
    Object.assign(this, { host, verbs, send, at: -1, draft: "" });
    this.input = host.querySelector("input");
    this.ghost = host.querySelector(".ghost");
    this.explainer = host.querySelector(".explain");
    this.choices = host.querySelector(".choices");
    this.input.addEventListener("input", () => { this.at = -1; this.update(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.list(false), 150));
    host.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.update();
  }

  get verb() { return this.input.value.trimStart().split(/\s+/)[0] ?? ""; }

  matching() {
    const typed = this.input.value.trimStart();
    if (typed.startsWith("?") || !typed) return this.verbs;
    return this.verbs.filter((one) => one.usage.startsWith(typed) || one.verb.startsWith(this.verb));
  }

  update() {
    const typed = this.input.value;
    const known = this.verbs.find((one) => one.verb === this.verb);
    const guess = typed && !typed.endsWith(" ") && !/\s/.test(typed) ? this.verbs.find((one) => one.verb.startsWith(typed) && one.verb !== typed) : null;
    this.ghost.replaceChildren(el("span", {}, typed), guess ? guess.verb.slice(typed.length) : known && typed === known.verb ? known.usage.slice(typed.length) : "");
    const about = known ?? guess;
    if (about) this.explainer.replaceChildren(el("b", {}, about.usage), ` — ${about.summary}`);
    else if (typed && !typed.startsWith("?")) this.explainer.replaceChildren(text("command.unknown", this.verb));
    else this.explainer.replaceChildren(text("command.hint"));
    if (typed.startsWith("?")) this.list(true);
    else if (!this.choices.hidden) this.list(true);
  }

  list(open) {
    const all = open ? this.matching() : [];
    this.choices.hidden = !all.length;
    this.input.setAttribute("aria-expanded", String(all.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.picked = -1;
    this.choices.replaceChildren(...all.map((one, n) => {
      const item = el("li", { role: "option", id: `choice-${n}`, "aria-selected": "false" }, el("b", {}, one.usage), el("small", {}, one.summary),
        one.danger === "SAFE" ? null : el("small", { class: "chip", "data-level": one.danger === "DANGEROUS" ? "ERROR" : "WARN" }, text(`danger.${one.danger}`)));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(one); });
      return item;
    }));
  }

  pick(step) {
    const items = [...this.choices.children];
    items[this.picked]?.setAttribute("aria-selected", "false");
    this.picked = (this.picked + step + items.length) % items.length;
    items[this.picked].setAttribute("aria-selected", "true");
    items[this.picked].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[this.picked].id);
  }

  take(one) {
    this.input.value = one.usage.includes(" ") ? `${one.verb} ` : one.verb;
    this.list(false);
    this.update();
    this.input.focus();
  }

  key(event) {
    const open = !this.choices.hidden;
    if (event.key === "Tab" && !event.shiftKey && this.input.value && !this.input.value.endsWith(" ")) {
      const all = this.matching();
      if (all.length === 1 && all[0].verb !== this.input.value) { event.preventDefault(); this.take(all[0]); }
      else if (all.length > 1) { event.preventDefault(); if (open) this.pick(1); else this.list(true); }
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      if (open) this.pick(event.key === "ArrowUp" ? -1 : 1);
      else this.recall(event.key === "ArrowUp" ? 1 : -1);
    } else if (event.key === "Enter" && open && this.picked >= 0) {
      event.preventDefault();
      this.take(this.matching()[this.picked]);
    } else if (event.key === "Escape") {
      if (open) { event.preventDefault(); event.stopPropagation(); this.list(false); if (this.input.value === "?") { this.input.value = ""; this.update(); } }
      else if (this.input.value) { event.preventDefault(); this.input.value = ""; this.update(); }
    }
  }

  recall(step) {
    const all = history();
    if (this.at < 0) this.draft = this.input.value;
    this.at = Math.max(-1, Math.min(all.length - 1, this.at + step));
    this.input.value = this.at < 0 ? this.draft : all[this.at];
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
    this.update();
  }

  async submit() {
    const line = this.input.value.trim().replace(/\s+/g, " ");
    if (!line) return;
    if (line.startsWith("?")) { this.list(true); return; }
    const known = this.verbs.find((one) => one.verb === this.verb);
    if (!known) { this.complain(text("command.unknown", this.verb)); return; }
    this.list(false);
    this.at = -1;
    this.input.value = "";
    this.update();
    try {
      await this.send(line, known);
      remember(line); // what was refused is in the input again, not in the history
    } catch (refusal) {
      // What was typed comes back for mending, unless the person has begun the next line.
      if (!this.input.value) this.input.value = line;
      this.update();
      this.complain(refusal.message);
    }
  }

  complain(words) {
    this.explainer.replaceChildren(el("span", { class: "chip", "data-level": "ERROR" }, text("command.refused")), ` ${words}`);
  }
}
