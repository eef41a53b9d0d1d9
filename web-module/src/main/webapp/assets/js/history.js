// Whose a device was, and its audit (WEB-INF/tags/history.xhtml): asked for each time the panel comes into view.
import { Refused, call } from "./api.js";
import { row } from "./entries.js";
import { el, text } from "./texts.js";
import { refresh } from "./format.js";

const host = document.querySelector("[data-history]");
const id = host.dataset.history;
const part = (name) => host.querySelector(name);
const rows = part("tbody");
let cursor = null;

const moment = (iso) => el("time", { "data-ago": "moment", datetime: iso });

/** One time of ownership: from when to when, and how it began. */
function epoch({ label, since, until, cameFrom, reason }) {
  return el("li", { class: until ? "" : "now" },
    el("p", { class: "span" }, moment(since), " – ", until ? moment(until) : el("b", {}, text("history.now"))),
    el("p", { class: "muted" }, text("history.as", label), cameFrom ? ` · ${text("history.from", cameFrom)}` : "", reason ? ` · ${reason}` : ""));
}

function fail(error) {
  part(".words").textContent = error?.words ?? "";
  part(".notice").hidden = !error;
}

async function further(anew) {
  const query = new URLSearchParams({ device: id, limit: 25, ...(cursor && !anew ? { cursor } : {}) });
  const told = await call("GET", `audit?${query}`);
  if (anew) rows.replaceChildren();
  rows.append(...told.data.map((entry) => row(entry)));
  cursor = told.page?.nextCursor ?? null;
  part(".audit").hidden = !rows.childElementCount;
  part(".none").hidden = rows.childElementCount > 0;
  part(".further").hidden = !cursor;
}

/** What goes wrong is said in the panel, with a way to try again. */
async function told(work) {
  try {
    await work();
    fail(null);
    refresh(host);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fail(error);
  }
}

const load = () => told(async () => {
  const [epochs] = await Promise.all([call("GET", `devices/${encodeURIComponent(id)}/history`), further(true)]);
  part(".epochs").replaceChildren(...epochs.data.map(epoch));
});

part(".notice button").addEventListener("click", load);
part(".further button").addEventListener("click", () => told(() => further(false)));
new IntersectionObserver(([seen]) => { if (seen.isIntersecting) load(); }).observe(host);
