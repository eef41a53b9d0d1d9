// The unclaimed pool: rows that are selected are given to an org.
import * as live from "./live.js";
import * as select from "./select.js";
import * as table from "./table.js";
import { move } from "./move.js";

const host = document.querySelector("[data-rows]");
const load = () => window.PF("unclaimedTable").filter();

table.start(host, load);
select.start(host, (devices, end) => move(devices, () => { end(); load(); }));
live.subscribe({ events: [] });
