// The fleet at a glance: counts and who went silent come from the server again when something happened, at most every 5 s.
import { refresh as renew } from "./forms.js";
import { call } from "./api.js";
import * as live from "./live.js";
import { refresh } from "./format.js";
import { row } from "./entries.js";

const HOUR = 3_600_000;
const changes = document.querySelector(".changes");

/** What changed in the last hour; a failed load leaves what was there. */
async function changed() {
  const query = new URLSearchParams({ from: new Date(Date.now() - HOUR).toISOString(), limit: 12 });
  const told = await call("GET", `audit?${query}`).catch(() => null);
  if (!told) return;
  changes.querySelector("tbody").replaceChildren(...told.data.map((entry) => row(entry, true)));
  changes.querySelector(".audit").hidden = told.data.length === 0;
  changes.querySelector(".none").hidden = told.data.length > 0;
  refresh(changes);
}

const EVERY = 5_000;
let last = Date.now(), waiting = 0;
function again() {
  if (waiting) return;
  waiting = setTimeout(async () => {
    waiting = 0;
    last = Date.now();
    await renew().catch(() => {});
    refresh(document.querySelector("[data-part=fleet]"));
    changed();
  }, Math.max(0, last + EVERY - Date.now()));
}

live.on("status", again);
live.on("device", again);
live.on("resume", again);
// Silence is no event: the time passes.
setInterval(() => { if (live.feed.state === "open" && !document.hidden) again(); }, 15_000);
changed();
live.subscribe({ events: ["status", "device"] });
