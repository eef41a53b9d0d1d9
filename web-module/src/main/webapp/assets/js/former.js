// What a device brought while it was this org's: read once, nothing comes any more.
import { call } from "./api.js";
import * as live from "./live.js";
import { Log, commandEntry, eventEntry } from "./log.js";

const host = document.querySelector("[data-former]");
const log = new Log(host.querySelector(".log"));
const get = (path) => call("GET", `devices/${encodeURIComponent(host.dataset.former)}/${path}`).then((told) => told.data);

const [events, errors, lines, commands] = (await Promise.allSettled([get("events?limit=200"), get("events?type=errlog&limit=100"), get("logs?limit=200"), get("commands?limit=50")]))
  .map((settled) => (settled.status === "fulfilled" ? settled.value : []));
log.putAll([...events, ...errors].map(eventEntry).concat(lines.map((one) => eventEntry({ type: "log_line", ...one })), commands.map(commandEntry)).filter(Boolean));
live.subscribe({ events: [] });
