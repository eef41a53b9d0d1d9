// The keyboard: g-sequences from the rail, / for the search, j/k/Enter/x for rows, c for the command line, ? for help, Esc closes.
const typing = (node) => node?.closest?.("input, textarea, select, [contenteditable]");
let leader = 0;

function go(letter) {
  const link = document.querySelector(`.rail a[data-key="${letter}"]`);
  if (link) link.click();
  return Boolean(link);
}

const rows = () => [...document.querySelectorAll("[data-rows] tr[data-ri]")];
export function cursor(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("cursor"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  all[at]?.classList.remove("cursor");
  next.classList.add("cursor");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a, button")?.focus({ preventScroll: true });
}

export function help() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { key } = event;
  if (typing(event.target)) {
    if (key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (leader && Date.now() - leader < 1500) {
    leader = 0;
    if (go(key)) event.preventDefault();
    return;
  }
  const actions = {
    "/": () => document.getElementById("search")?.focus(),
    g: () => { leader = Date.now(); },
    j: () => cursor(1),
    k: () => cursor(-1),
    x: () => document.querySelector("[data-rows] tr.cursor input[data-select]")?.click(),
    c: () => document.getElementById("command")?.focus(),
    "?": help,
  };
  if (actions[key]) {
    event.preventDefault();
    actions[key]();
  }
}

// PrimeFaces' data table takes Enter in its cells for itself, so that links and details in them would not open.
function own(event) {
  if ((event.key === "Enter" || event.key === " ") && event.target.closest?.(".ui-datatable td :is(a[href], summary, button)")) event.stopPropagation();
}

export function start() {
  document.addEventListener("keydown", own, true);
  document.addEventListener("keydown", press);
}
