// One device of the unclaimed pool: it is given to an org.
import "./forms.js";
import * as live from "./live.js";
import { move } from "./move.js";
import { base } from "./texts.js";

const button = document.querySelector("button[data-move]");
const { id, label, state } = button.dataset;
button.addEventListener("click", () => move([{ id, label, state }], () => location.assign(`${base}/unclaimed`)));
live.subscribe({ events: [] });
