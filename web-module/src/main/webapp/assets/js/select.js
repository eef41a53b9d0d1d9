// Rows of a table that are selected: they stay so while the table loads again, and a bar says how many there are.
import { text } from "./texts.js";

const chosen = new Map();

/** Ids of the devices that are selected. */
export const selected = () => [...chosen.keys()];

let show = () => {};
/** Selects devices that are not all on this page. */
export function add(devices) {
  devices.forEach((one) => chosen.set(one.id, one));
  show();
}

/** `act` gets the selected devices ({id, label, state, waiting}) and a function that ends the selection. */
export function start(host, act) {
  const bar = document.getElementById("selection");
  const verb = bar.querySelector("[data-move]");
  const usual = verb.textContent;
  const boxes = () => [...host.querySelectorAll("input[data-select]")];
  const device = (box) => ({ id: box.value, label: box.dataset.label, state: box.dataset.state, waiting: box.dataset.waiting === "true" });

  show = () => {
    const all = boxes();
    all.forEach((box) => {
      box.checked = chosen.has(box.value);
      box.closest("tr").classList.toggle("selected", box.checked);
      if (box.checked) chosen.set(box.value, device(box));
    });
    const head = host.querySelector("input[data-select-all]");
    if (head) {
      head.checked = all.length > 0 && all.every((box) => box.checked);
      head.indeterminate = !head.checked && all.some((box) => box.checked);
    }
    bar.hidden = chosen.size === 0;
    // Who waits is there to be accepted: the button says so, the dialog offers it first.
    const accept = chosen.size > 0 && [...chosen.values()].every((one) => one.waiting);
    verb.textContent = accept ? text(chosen.size === 1 ? "move.accept.one" : "move.accept.many", chosen.size) : usual;
    bar.querySelector(".count").textContent = chosen.size ? text(chosen.size === 1 ? "select.one" : "select.many", chosen.size) : "";
  };

  function set(box, on) {
    if (on) chosen.set(box.value, device(box));
    else chosen.delete(box.value);
  }

  const end = () => { chosen.clear(); show(); };
  document.addEventListener("muster:unselect", end);

  host.addEventListener("change", (event) => {
    if (event.target.matches("input[data-select]")) set(event.target, event.target.checked);
    else if (event.target.matches("input[data-select-all]")) boxes().forEach((box) => set(box, event.target.checked));
    else return;
    show();
  });
  bar.querySelector("[data-clear]").addEventListener("click", end);
  bar.querySelector("[data-move]").addEventListener("click", () => act([...chosen.values()], end));
  window.jQuery?.(document).on("pfAjaxComplete", show);
  show();
}
