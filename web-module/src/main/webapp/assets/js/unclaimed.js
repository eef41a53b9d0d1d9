// The unclaimed pool: searched, sorted; rows that are selected, or all that are found, are given to an org.
import "./forms.js";
import { Refused, call } from "./api.js";
import * as live from "./live.js";
import * as select from "./select.js";
import * as table from "./table.js";
import { move } from "./move.js";
import { toast } from "./portal.js";
import { base, text } from "./texts.js";

const host = document.querySelector("[data-rows]");
const search = document.getElementById("pool-search");
const every = document.querySelector("[data-select-found]");
const load = () => window.musterPool([{ name: "q", value: search.value.trim() }]);

let typing = 0;
search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    history.replaceState(null, "", `${base}/unclaimed${search.value.trim() ? `?${new URLSearchParams({ find: search.value.trim() })}` : ""}`);
    load();
  }, 250);
});
search.form.addEventListener("submit", (event) => event.preventDefault());

/** Devices the search finds, also those of other pages; a pool has as many as muster.pool.max says. */
async function found() {
  const all = [];
  for (let cursor = null; ;) {
    const told = await call("GET", `devices/unclaimed?${new URLSearchParams({ q: search.value.trim(), limit: 500, ...(cursor ? { cursor } : {}) })}`);
    all.push(...told.data.map(({ id, label }) => ({ id, label, state: "unclaimed" })));
    cursor = told.page?.nextCursor;
    if (!cursor) return all;
  }
}

const total = () => Number(window.PF("poolTable")?.paginator?.cfg.rowCount ?? 0);
function offer() {
  const boxes = [...host.querySelectorAll("input[data-select]")];
  every.hidden = !(boxes.length && boxes.every((box) => box.checked) && total() > select.selected().length);
  every.textContent = text("unclaimed.select.found", total());
}
every.addEventListener("click", async () => {
  every.disabled = true;
  try {
    select.add(await found());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.words);
  } finally {
    every.disabled = false;
    offer();
  }
});
host.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-ri]");
  if (row && !event.target.closest("a, button, label, input") && !String(getSelection())) row.querySelector(".name a").click();
});

table.start(host, load);
select.start(host, (devices, end) => move(devices, () => { end(); load(); }));
host.addEventListener("change", offer);
window.jQuery?.(document).on("pfAjaxComplete", offer);
live.subscribe({ events: [] });
