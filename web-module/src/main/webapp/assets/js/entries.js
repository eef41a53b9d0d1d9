// Audit entries as rows of a table: the last hour of a fleet, the past of a device.
import { base, el, has, icon, text } from "./texts.js";

const who = ({ type, id, name }) => name || id || (has(`audit.actor.${type}`) ? text(`audit.actor.${type}`) : type);
const words = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value));
const brief = (detail) => Object.entries(detail ?? {}).filter(([, value]) => value !== null && words(value) !== "{}").map(([key, value]) => `${key} ${words(value)}`).join(" · ");

function on({ type, id }) {
  return type === "device" && id
    ? el("a", { class: "mono", href: `${base}/devices/${id}` }, id)
    : el("span", {}, el("span", { class: "muted" }, type ?? ""), " ", el("span", { class: "mono small target", title: id }, id ?? ""));
}

/** `target`: whether the row says what it is about. */
export function row(entry, target = false) {
  const short = brief(entry.detail);
  return el("tr", { "data-ri": "" },
    el("td", { class: "col-when nowrap" }, el("time", { "data-ago": "relative", datetime: entry.at })),
    el("td", { class: "col-who" }, who(entry.actor)),
    el("td", { class: "col-what nowrap" }, el("span", { class: "mono" }, entry.action)),
    target ? el("td", { class: "col-on nowrap" }, on(entry.target)) : null,
    el("td", { class: "col-detail" }, short ? el("details", {}, el("summary", {}, icon("next", true), el("code", { class: "brief" }, short)), el("pre", {}, JSON.stringify(entry.detail, null, 2))) : null));
}
