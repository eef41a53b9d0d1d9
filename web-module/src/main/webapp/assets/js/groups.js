// Groups: the search of a dynamic one shows what it finds while it is typed.
import { call } from "./api.js";
import { form } from "./forms.js";
import { picker, taken } from "./picker.js";
import { base, el, text } from "./texts.js";

const SHOWN = 8;
let asked = 0;

async function preview(dialog) {
  const mine = ++asked;
  const place = dialog.querySelector("[data-preview]");
  const query = dialog.querySelector("[name=query]").value.trim();
  const wrong = dialog.querySelector("[name=query]");
  wrong.setAttribute("aria-invalid", "false");
  place.hidden = !query;
  if (!query) return;
  try {
    const found = await call("GET", `devices?${new URLSearchParams({ q: query, limit: SHOWN, sort: "label" })}`);
    if (mine !== asked) return;
    const more = Boolean(found.page?.nextCursor);
    const rows = found.data.map((device) => el("div", { class: "row" }, el("span", { class: "what" }, el("b", {}, device.label), el("span", { class: "mono small muted" }, device.id))));
    place.className = "picked";
    place.replaceChildren(...(rows.length ? rows : [el("p", { class: "none" }, text("groups.preview.none"))]),
      ...(more ? [el("div", { class: "row" }, el("a", { href: `${base}/devices?q=${encodeURIComponent(query)}`, target: "_blank" }, text("groups.preview.more")))] : []));
  } catch (error) {
    if (mine !== asked) return;
    wrong.setAttribute("aria-invalid", "true");
    place.className = "notice bad";
    place.textContent = error.words;
  }
}

const typing = new WeakMap();
document.addEventListener("input", (event) => {
  const dialog = event.target.matches("dialog [name=query]") && event.target.closest("dialog");
  if (!dialog) return;
  clearTimeout(typing.get(dialog));
  typing.set(dialog, setTimeout(() => preview(dialog), 300));
});

form("create", { fill: preview });
form("change", { fill: preview });
form("put", picker());
form("take", taken);
