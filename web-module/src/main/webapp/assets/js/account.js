// The account page: password, logins and API keys. The authenticator is in totp.js.
import { el, icon, text } from "./texts.js";
import { toast } from "./portal.js";
import * as format from "./format.js";
import * as live from "./live.js";
import { data as call } from "./api.js";

const $ = (selector) => document.querySelector(selector);

export function say(notice, error) {
  (notice.querySelector(".words") ?? notice).textContent = error ? error.words ?? error.message : "";
  notice.hidden = !error;
}

/** A form or dialog that does one thing at a time: its button is off meanwhile, and what went wrong is said in it. */
export function acts(form, work) {
  const notice = form.querySelector(".notice");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      say(notice, null);
      await work();
    } catch (error) {
      say(notice, error);
      (form.querySelector("input:not([hidden]):not([type=hidden])") ?? button).focus();
    } finally {
      button.disabled = false;
    }
  });
}

// ---- asking before what cannot be taken back
let confirmed = async () => {};
acts($("#confirm form"), async () => {
  await confirmed();
  $("#confirm").close();
});

function confirm(title, what, verb, work) {
  $("#confirm-title").textContent = title;
  $("#confirm .what").textContent = what;
  $("#confirm [type=submit]").textContent = verb;
  say($("#confirm .notice"), null);
  confirmed = work;
  $("#confirm").showModal();
}

// ---- password
acts($("#password"), async () => {
  await call("POST", "auth/password", { current: $("#current").value, new: $("#new").value });
  $("#password").reset();
  toast(text("account.password.changed"));
  load();
});

// ---- logins
const BROWSERS = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrome\/|Chromium\//, "Chrome"], [/Safari\//, "Safari"]];
const SYSTEMS = [[/iPhone/, "iPhone"], [/iPad/, "iPad"], [/Android/, "Android"], [/Windows/, "Windows"], [/Mac OS X|Macintosh/, "macOS"], [/CrOS/, "ChromeOS"], [/Linux/, "Linux"]];

/** "Firefox on Linux" for a browser, the first word of anything else. */
export function client(agent) {
  if (!agent) return text("account.client.unknown");
  const name = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  if (name) return system ? text("account.client", name, system) : name;
  const [, program, version] = /^([\w.-]{1,40})(?:\/([\w.-]{1,20}))?/.exec(agent) ?? [];
  return program ? `${program}${version ? ` ${version}` : ""}` : text("account.client.unknown");
}

const ago = (time) => el("time", { "data-ago": "relative", datetime: time });
/** Days to the nearest hour: a key for 30 days, a moment old, ends in 30. */
function until(time) {
  const left = Date.parse(time) - format.now();
  return text("account.ends", format.duration(left > 86_400_000 ? Math.round(left / 3_600_000) * 3_600_000 : left));
}

/** Words with an element in the place of {0}. */
function around(key, node) {
  const [before, after] = text(key, "\u0000").split("\u0000");
  return el("span", {}, before, node, after ?? "");
}

function thing(symbol, title, chips, parts, button) {
  const sub = el("span", { class: "sub" });
  parts.filter(Boolean).forEach((part, i) => sub.append(i ? " · " : "", part));
  return el("li", {}, icon(symbol), el("span", { class: "title" }, el("b", {}, title), ...chips.filter(Boolean).map((chip) => el("span", { class: "chip" }, chip))), sub, button);
}

function session(one) {
  const title = client(one.userAgent);
  const button = one.current ? null : el("button", { type: "button", class: "button", "aria-label": `${text("account.session.end")}: ${title}` }, text("account.session.end"));
  button?.addEventListener("click", () => confirm(text("account.session.end.title"), text("account.session.end.what", title, one.address ?? "–"), text("account.session.end"), async () => {
    await call("DELETE", `auth/sessions/${one.id}`);
    load();
  }));
  const item = thing(one.kind === "BROWSER" ? "system" : "rows", title, [], [one.address, around("account.session.since", ago(one.createdAt)), one.current ? null : around("account.used", ago(one.lastUsedAt))], button);
  if (one.current) item.querySelector(".title").append(el("span", { class: "chip", "data-level": "INFO" }, text("account.session.this")));
  item.title = one.userAgent ?? "";
  return item;
}

function key(one) {
  const button = el("button", { type: "button", class: "button", "aria-label": `${text("account.keys.revoke")}: ${one.name}` }, text("account.keys.revoke"));
  button.addEventListener("click", () => confirm(text("account.keys.revoke.title", one.name), text("account.keys.revoke.what"), text("account.keys.revoke"), async () => {
    await call("DELETE", `auth/api-keys/${one.id}`);
    load();
  }));
  return thing("key", one.name, [one.role ? text(`role.${one.role}`) : null, one.org], [one.lastUsedAt ? around("account.used", ago(one.lastUsedAt)) : text("account.keys.unused"), until(one.expiresAt)], button);
}

async function fill(card, path, make, done) {
  const list = card.querySelector(".things");
  try {
    const all = await call("GET", path);
    say(card.querySelector(".notice"), null);
    list.replaceChildren(...all.map(make));
    done(all);
  } catch (error) {
    say(card.querySelector(".notice"), error);
  } finally {
    list.removeAttribute("aria-busy");
    list.hidden = !list.childElementCount;
  }
}

export function load() {
  fill($("#sessions"), "auth/sessions", session, (all) => { $("[data-end-others]").hidden = all.length < 2; });
  fill($("#api-keys"), "auth/api-keys", key, (all) => { $("#api-keys .none").hidden = all.length > 0; });
}

$("[data-end-others]").addEventListener("click", () => confirm(text("account.sessions.others.title"), text("account.sessions.others.what"), text("account.sessions.others"), async () => {
  const ended = await call("DELETE", "auth/sessions");
  toast(text(ended === 1 ? "account.sessions.ended.one" : "account.sessions.ended.many", ended));
  load();
}));
document.querySelectorAll(".card > .notice button").forEach((button) => button.addEventListener("click", load));

// ---- a new key
const dialog = $("#new-key");
const step = (name) => dialog.querySelectorAll("[data-step]").forEach((part) => { part.hidden = part.dataset.step !== name; });
const shown = dialog.querySelector(".snippet code");

$("[data-new-key]").addEventListener("click", () => {
  dialog.querySelector("form").reset();
  say(dialog.querySelector(".notice"), null);
  step("ask");
  dialog.showModal();
  $("#key-name").focus();
});
acts(dialog.querySelector("form"), async () => {
  const expiresAt = new Date(format.now() + Number($("#key-days").value) * 86_400_000).toISOString();
  const made = await call("POST", "auth/api-keys", { name: $("#key-name").value.trim(), expiresAt, role: $("#key-role").value || undefined, org: $("#key-org").value || undefined });
  shown.textContent = made.key;
  dialog.querySelector("[data-copy]").dataset.copy = made.key;
  step("show");
  dialog.querySelector("[data-step=show] .button").focus();
  load();
});
dialog.addEventListener("close", () => {
  shown.textContent = "";
  dialog.querySelector("[data-copy]").dataset.copy = "";
});

load();
live.subscribe({ events: [] });
