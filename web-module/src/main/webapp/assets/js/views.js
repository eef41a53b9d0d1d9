// Above the device list: saved views, the export of what is shown, and where a selection is put.
import { form, itemOf } from "./forms.js";
import { toast } from "./portal.js";
import { selected } from "./select.js";
import { base, text } from "./texts.js";

let list = { query: () => "", sort: () => "status" };

/** Marks the view that is shown, offers what can be done with it, and to keep what is none yet. */
function mark() {
  const query = list.query(), sort = list.sort();
  let known = false;
  document.querySelectorAll("[data-view]").forEach((link) => {
    const view = itemOf(link);
    const shown = !known && view.query === query && (view.sort ?? "status") === sort;
    known ||= shown;
    if (shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const own = link.parentElement.querySelector(".own");
    if (own) own.hidden = !shown;
  });
  const save = document.querySelector("[data-save]");
  if (save) save.hidden = known;
  const out = document.querySelector("[data-export]");
  if (out) out.href = `${base}/api/v1/devices/export${query ? `?q=${encodeURIComponent(query)}` : ""}`;
}

/** `now` says what the list shows: query() in the search language, sort() as in "-lastSeen". */
export function views(now) {
  list = now;
  mark();
}

document.addEventListener("muster:searched", mark);
document.addEventListener("muster:refreshed", mark);

form("view-save", {
  fill: (dialog) => {
    const query = dialog.querySelector("[data-query]");
    query.textContent = list.query();
    query.hidden = !list.query();
  },
  body: (body) => ({ ...body, query: list.query(), sort: list.sort() }),
});

const put = {
  body: () => ({ deviceIds: selected() }),
  done: (answer) => {
    document.dispatchEvent(new Event("muster:unselect"));
    toast(text("select.put.done", answer.name));
    return true;
  },
};
form("to-fleet", put);
form("to-group", put);
