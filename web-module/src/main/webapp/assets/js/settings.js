// What people write down about a device: the Settings tab of its page.
import { call } from "./api.js";
import { toast } from "./portal.js";
import { el, icon, text } from "./texts.js";

const host = document.querySelector("form.settings");
const notice = host.querySelector("[role=alert]");
const rows = host.querySelector(".attributes");
let device = JSON.parse(host.dataset.item);

/** Attributes as an import reads them: what looks like a number or a truth is one, in quotes it is a text. */
function typed(words) {
  if (/^(true|false)$/.test(words)) return words === "true";
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(words)) return Number(words);
  return words.replace(/^"([\s\S]*)"$/, "$1");
}
const untyped = (value) => (typeof value === "string" && typed(value) !== value ? `"${value}"` : String(value));

function attribute(name = "", value = "") {
  const row = el("div", { class: "attribute" },
    el("input", { class: "input mono", "data-name": true, value: name, maxlength: 64, pattern: "[A-Za-z0-9_.\\-]{1,64}", "aria-label": text("settings.attribute.name"), placeholder: text("settings.attribute.name") }),
    el("input", { class: "input", "data-value": true, value, maxlength: 502, "aria-label": text("settings.attribute.value"), placeholder: text("settings.attribute.value") }),
    el("button", { type: "button", class: "tool", "aria-label": text("settings.attribute.remove"), title: text("settings.attribute.remove") }, icon("close")));
  row.querySelector("button").addEventListener("click", () => { row.remove(); host.querySelector("[data-add]").focus(); });
  rows.append(row);
  return row;
}

function fill() {
  for (const name of ["label", "site", "model", "sim", "notes"]) host.elements[name].value = device[name] ?? "";
  host.elements.tags.value = (device.tags ?? []).join(" ");
  rows.replaceChildren();
  Object.entries(device.attributes ?? {}).forEach(([name, value]) => attribute(name, untyped(value)));
}

function fail(error) {
  notice.replaceChildren(error?.words ?? "");
  notice.hidden = !error;
  host.querySelectorAll("[name]").forEach((field) => field.setAttribute("aria-invalid", String(field.name === error?.errors[0]?.pointer?.split("/")[1])));
  if (error?.status === 412) {
    const again = el("button", { type: "button", class: "button" }, text("settings.again"));
    again.addEventListener("click", load);
    notice.append(" ", again);
  }
  if (error) notice.scrollIntoView({ block: "nearest" });
}

async function load() {
  try {
    device = (await call("GET", `devices/${encodeURIComponent(device.id)}`)).data;
    fill();
    fail(null);
  } catch (error) {
    fail(error);
  }
}

function patch() {
  const attributes = Object.fromEntries(Object.keys(device.attributes ?? {}).map((name) => [name, null]));
  for (const row of rows.children) {
    const name = row.querySelector("[data-name]").value.trim();
    const value = row.querySelector("[data-value]").value.trim();
    if (name) attributes[name] = value === "" ? null : typed(value);
  }
  const value = (name) => host.elements[name].value.trim() || null;
  return { label: value("label") ?? "", tags: host.elements.tags.value.split(/[\s,;]+/).filter(Boolean), site: value("site"), model: value("model"), sim: value("sim"), notes: value("notes"), attributes };
}

host.addEventListener("submit", async (event) => {
  event.preventDefault();
  const go = host.querySelector("[type=submit]");
  go.disabled = true;
  try {
    device = (await call("PATCH", `devices/${encodeURIComponent(device.id)}`, patch(), { "If-Match": `"${device.version}"` })).data;
    fill();
    fail(null);
    toast(text("settings.saved", device.label));
  } catch (error) {
    fail(error);
  } finally {
    go.disabled = false;
  }
});
host.querySelector("[data-add]")?.addEventListener("click", () => attribute().querySelector("input").focus());
fill();
if (host.querySelector("fieldset").disabled) rows.querySelectorAll("button").forEach((button) => { button.hidden = true; });
