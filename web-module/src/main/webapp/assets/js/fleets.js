// Fleets, and one fleet: its devices and the people who have a role in it.
import { form, itemOf } from "./forms.js";
import { picker, taken } from "./picker.js";

const fleet = document.querySelector(".page-head[data-fleet]")?.dataset.fleet;

/** A person's roles in fleets, with another one in this fleet; null for none. Their role in the org stays. */
const rights = (user, role) => ({
  fleets: [...user.fleets.filter((one) => one.fleet !== fleet).map((one) => ({ fleet: one.fleet, role: one.role })), ...(role ? [{ fleet, role }] : [])],
});
const chosen = (dialog) => itemOf(dialog.querySelector("[name=user]").selectedOptions[0]);

form("put", picker());
form("take", taken);
form("join", { body: ({ role }, item, dialog) => rights(chosen(dialog), role), version: (dialog) => chosen(dialog).version });
form("raise", {
  fill: (dialog, item) => { dialog.querySelector("[name=role]").value = item.fleets.find((one) => one.fleet === fleet).role; },
  body: ({ role }, item) => rights(item, role),
});
form("part", { body: (body, item) => rights(item, null) });
