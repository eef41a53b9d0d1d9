// The dialog that moves devices: what is allowed for all of them, what it will do, and why.
import { Refused, call } from "./api.js";
import { el, text } from "./texts.js";
import { toast } from "./portal.js";

/** As many as one request moves: those go all or none. */
const MOST = 500;
const dialog = document.getElementById("move");
const moves = JSON.parse(dialog?.dataset.moves ?? "{}");
const part = (name) => dialog.querySelector(name);
const org = dialog?.querySelector("#move-org");
const state = dialog?.querySelector("#move-state");
const reason = dialog?.querySelector("#move-reason");
const typed = dialog?.querySelector("#move-typed");
let devices = [];
let moved = () => {};

/** The states that all of the devices may go to, in the order of life. */
function allowed(way) {
  const sets = devices.map((device) => moves[device.state]?.[way] ?? []);
  return (sets[0] ?? []).filter((to) => sets.every((set) => set.includes(to)));
}

const elsewhere = () => Boolean(org?.value);

/** They wait in this org for somebody to accept them. */
const waiting = () => !elsewhere() && devices.every((device) => device.waiting);

const fresh = () => devices.every((device) => device.state === "unclaimed");

/** Where nothing leads back to by the same person, the devices are named once more. */
const grave = () => (elsewhere() && !fresh()) || ["retired", "unclaimed"].includes(state.value);
const wanted = () => (devices.length === 1 ? devices[0].label : String(devices.length));
const whom = () => (devices.length === 1 ? devices[0].label : text("move.devices", devices.length));

function options() {
  const before = state.value;
  const list = allowed(elsewhere() ? "elsewhere" : "here");
  state.replaceChildren(...list.map((to) => el("option", { value: to }, text(`state.${to}`))));
  if (list.includes(before)) state.value = before;
  else if (waiting() && list.includes("active")) state.value = "active";
  explain();
}

function explain() {
  const what = part(".what");
  const none = state.options.length === 0;
  if (none) what.textContent = org && !elsewhere() ? text("move.choose.org") : text("move.none");
  else if (elsewhere()) what.textContent = text(fresh() ? "move.out.of.pool" : "move.to.org", whom(), org.selectedOptions[0].textContent);
  else what.textContent = text(waiting() && state.value === "active" ? "move.to.accepted" : `move.to.${state.value}`, whom());
  what.classList.toggle("grave", !none && grave());
  part(".typed").hidden = none || !grave();
  part("label[for=move-typed]").textContent = text(devices.length === 1 ? "move.type.label" : "move.type.count", wanted());
  const go = part("[type=submit]");
  const verb = fresh() && elsewhere() ? "move.approve" : waiting() && state.value === "active" ? "move.accept" : "move.go";
  go.textContent = text(`${verb}.${devices.length === 1 ? "one" : "many"}`, devices.length);
  go.className = !none && grave() ? "button danger" : "button primary";
  go.disabled = none;
}

function fail(words, field) {
  const notice = part(".notice");
  notice.textContent = words;
  notice.hidden = !words;
  [reason, typed].forEach((one) => one.setAttribute("aria-invalid", String(one === field)));
  field?.focus();
}

async function go(event) {
  event.preventDefault();
  if (!reason.value.trim()) { fail(text("move.reason.missing"), reason); return; }
  if (!part(".typed").hidden && typed.value.trim() !== wanted()) { fail(text("move.type.wrong", wanted()), typed); return; }
  const button = part("[type=submit]");
  button.disabled = true;
  const done = [];
  try {
    for (let from = 0; from < devices.length; from += MOST) {
      if (devices.length > MOST) button.textContent = text("move.progress", from, devices.length);
      done.push(...(await call("POST", "devices/move", { deviceIds: devices.slice(from, from + MOST).map((device) => device.id), org: org?.value || undefined, state: state.value || undefined, reason: reason.value.trim() })).data);
    }
    dialog.close();
    toast(text(devices.length === 1 ? "move.done.one" : "move.done.many", whom()));
    moved(done);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fail(done.length ? text("move.stopped", done.length, devices.length, error.words) : error.words);
    devices = devices.slice(done.length);
    explain();
  } finally {
    button.disabled = false;
  }
}

/** Opens the dialog for devices ({id, label, state, waiting}); `done` gets what the server says of each. */
export function move(chosen, done) {
  devices = chosen;
  moved = done;
  dialog.querySelector("form").reset();
  fail("");
  part("h2").textContent = text("move.title", whom());
  state.replaceChildren();
  options();
  dialog.showModal();
  (org ?? state).focus();
}

org?.addEventListener("change", options);
state?.addEventListener("change", explain);
dialog?.querySelector("form").addEventListener("submit", go);
