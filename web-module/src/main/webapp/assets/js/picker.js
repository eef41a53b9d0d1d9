// Choosing devices by a search, in a dialog (WEB-INF/tags/picker.xhtml).
import { data } from "./api.js";
import { el, text } from "./texts.js";

const SHOWN = 25;
const part = (dialog, name) => dialog.querySelector(`[data-${name}]`);

function count(dialog, chosen) {
  part(dialog, "chosen").textContent = chosen.size ? text(chosen.size === 1 ? "select.one" : "select.many", chosen.size) : "";
  dialog.querySelector("[type=submit]").disabled = chosen.size === 0;
}

function row(dialog, device, chosen) {
  const box = el("input", { type: "checkbox", value: device.id });
  box.checked = chosen.has(device.id);
  box.addEventListener("change", () => { chosen[box.checked ? "add" : "delete"](device.id); count(dialog, chosen); });
  return el("label", { class: "check" }, box, el("span", { class: "what" }, el("b", {}, device.label), el("span", { class: "mono small muted" }, device.id)));
}

let asked = 0;
async function find(dialog, chosen) {
  const mine = ++asked;
  const list = part(dialog, "found");
  try {
    const query = new URLSearchParams({ limit: SHOWN, sort: "label" });
    const words = part(dialog, "search").value.trim();
    if (words) query.set("q", words);
    const found = await data("GET", `devices?${query}`);
    if (mine !== asked) return;
    list.replaceChildren(...(found.length ? found.map((device) => row(dialog, device, chosen)) : [el("p", { class: "none" }, text("fleets.pick.none"))]));
  } catch (error) {
    if (mine === asked) list.replaceChildren(el("p", { class: "none" }, error.words));
  }
}

/** A hook of forms.js: the dialog's body is {deviceIds} of the chosen ones. */
export function picker() {
  const chosen = new Set();
  let typing = 0;
  let known = null;
  return {
    fill(dialog) {
      chosen.clear();
      if (known !== dialog) {
        known = dialog;
        const search = part(dialog, "search");
        search.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => find(dialog, chosen), 250); });
        search.addEventListener("keydown", (event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          clearTimeout(typing);
          find(dialog, chosen);
        });
      }
      count(dialog, chosen);
      find(dialog, chosen);
    },
    body: () => ({ deviceIds: [...chosen] }),
  };
}

/** For the dialog that takes the row's device out. */
export const taken = { body: (body, item) => ({ deviceIds: [item.id] }) };
