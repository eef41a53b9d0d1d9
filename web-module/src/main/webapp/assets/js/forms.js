// Dialogs that are forms of REST (WEB-INF/tags/dialog.xhtml), and the lists they change (listing.xhtml).
import { Refused, call } from "./api.js";
import { toast } from "./portal.js";
import { text } from "./texts.js";

const hooks = new Map();

/**
 * What is special about one dialog, all of it optional: version(dialog) for If-Match; fill(dialog, item) after its fields are filled; body(body, item,
 * dialog) what is sent; done(data, item, dialog) in place of the usual end where it says true.
 */
export const form = (id, hook) => hooks.set(id, hook);

const say = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const fields = (dialog) => [...dialog.querySelectorAll("[name]")];

/** What a button is about: the nearest data-item around it. */
export const itemOf = (node) => JSON.parse(node.closest("[data-item]")?.dataset.item ?? "{}");

function fail(dialog, words, field) {
  const notice = dialog.querySelector("[role=alert]");
  notice.textContent = words;
  notice.hidden = !words;
  fields(dialog).forEach((one) => one.setAttribute("aria-invalid", String(one === field)));
  (field ?? (words ? notice : null))?.scrollIntoView({ block: "nearest" });
  field?.focus();
}

/** A moment as <input type="datetime-local"> takes it. */
export const localTime = (iso) => (iso ? new Date(new Date(iso) - new Date(iso).getTimezoneOffset() * 60000).toISOString().slice(0, 16) : "");

function put(field, value) {
  if (field.type === "checkbox") field.checked = Boolean(value);
  else if (field.type === "datetime-local") field.value = localTime(value);
  else field.value = value ?? "";
}

function take(field) {
  if (field.type === "checkbox") return field.checked;
  const value = field.value.trim();
  if (value === "") return "null" in field.dataset ? null : "empty" in field.dataset ? "" : undefined;
  if (field.type === "number") return Number(value);
  return field.type === "datetime-local" ? new Date(value).toISOString() : value;
}

const open = { item: {}, by: null };

/** Opens a dialog for an item. */
export function show(dialog, item = {}, by = document.activeElement) {
  Object.assign(open, { item, by });
  dialog.querySelector("form").reset();
  if (Object.keys(item).length) fields(dialog).forEach((field) => field.name in item && put(field, item[field.name]));
  const typed = dialog.dataset.typed ? say(dialog.dataset.typed, item) : null;
  dialog.querySelectorAll("[data-say]").forEach((node) => { node.textContent = say(node.dataset.say, { typed, ...item }); });
  fail(dialog, "");
  hooks.get(dialog.id)?.fill?.(dialog, item);
  dialog.showModal();
  (dialog.querySelector("[autofocus]") ?? fields(dialog).find((field) => field.offsetParent) ?? dialog.querySelector("[data-typed-here], [type=submit]"))?.focus();
}

function shown(host, what, value) {
  host.querySelector(".what").textContent = what;
  host.querySelector("code").textContent = value;
  host.querySelector("[data-copy]").dataset.copy = value;
}

/** Shows what is shown once; `use` is {what, line}: a line to type with it. */
export function secret(what, value, use) {
  const dialog = document.getElementById("secret");
  const more = dialog.querySelector(".use");
  shown(dialog, what, value);
  if (more) more.hidden = !use;
  if (use) shown(more, use.what, use.line);
  dialog.addEventListener("close", () => [dialog, more].forEach((host) => host && shown(host, "", "")), { once: true });
  dialog.showModal();
}

/** Loads the page again and takes its [data-part]s, so that what was scrolled or opened elsewhere stays. */
export async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) { location.reload(); return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const now = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (now) part.replaceWith(document.importNode(now, true));
  }
  document.dispatchEvent(new Event("muster:refreshed"));
}

/** The button that opened the dialog is a new one after a refresh: the focus goes to its successor, else to the list. */
function refocus({ item, by }) {
  if (by?.isConnected) { by.focus(); return; }
  const again = [...document.querySelectorAll(`[data-open="${by?.dataset.open}"]`)].find((one) => itemOf(one).id === item.id);
  (again ?? document.querySelector("[data-part] :is(a, button)") ?? document.getElementById("main")).focus();
}

async function send(dialog, submit) {
  const hook = hooks.get(dialog.id) ?? {};
  const { item } = open;
  const { method, path, done, typed, guarded, secret: once, secretWhat, secretUse, secretUseWhat } = dialog.dataset;
  if (typed && dialog.querySelector("[data-typed-here]").value.trim() !== say(typed, item)) {
    fail(dialog, text("form.type.wrong", say(typed, item)), dialog.querySelector("[data-typed-here]"));
    return;
  }
  submit.disabled = true;
  try {
    const plain = Object.fromEntries(fields(dialog).map((field) => [field.name, take(field)]));
    const body = hook.body ? hook.body(plain, item, dialog) : plain;
    const address = path.split("/").map((segment) => encodeURIComponent(say(segment, { ...item, ...plain }))).join("/");
    const told = await call(method, address, method === "DELETE" && !hook.body ? undefined : body, guarded ? { "If-Match": `"${hook.version?.(dialog) ?? item.version}"` } : {});
    const answer = told?.data;
    dialog.close();
    if (hook.done?.(answer, item, dialog)) return;
    await refresh();
    refocus(open);
    const all = { ...item, ...plain, ...answer };
    if (once) secret(say(secretWhat, all), answer[once], secretUse && { what: say(secretUseWhat, all), line: say(secretUse, all) });
    else if (done) toast(say(done, { ...item, ...plain, ...(typeof answer === "object" ? answer : {}) }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const wrong = error.errors[0]?.pointer?.split("/")[1];
    fail(dialog, error.words, fields(dialog).find((field) => field.name === wrong));
  } finally {
    submit.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-open]");
  const dialog = button && document.getElementById(button.dataset.open);
  if (dialog) show(dialog, itemOf(button), button);
});
document.addEventListener("submit", (event) => {
  const dialog = event.target.closest("dialog[data-path]");
  if (!dialog) return;
  event.preventDefault();
  send(dialog, event.submitter ?? dialog.querySelector("[type=submit]"));
});
