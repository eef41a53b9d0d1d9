// The people of an org: invited, given roles, removed.
import { form, refresh, secret } from "./forms.js";
import { base, text } from "./texts.js";

const me = document.querySelector("[data-me]").dataset.me;
const link = (token) => `${location.origin}${base}/invitation#${token}`;
const fleetsOf = (dialog) => [...dialog.querySelectorAll("[data-fleet]")].filter((select) => select.value).map((select) => ({ fleet: select.dataset.fleet, role: select.value }));

function fillRights(dialog, item) {
  dialog.querySelectorAll("[data-fleet]").forEach((select) => {
    select.value = item.fleets?.find((one) => one.fleet === select.dataset.fleet)?.role ?? "";
  });
  dialog.querySelectorAll("[data-own]").forEach((node) => { node.hidden = item.id !== me; });
}

const withRights = (body, item, dialog) => ({ ...body, fleets: fleetsOf(dialog) });

function invited(answer) {
  refresh();
  secret(text(answer.mailed ? "invitation.mailed" : "invitation.link", answer.user.email), link(answer.invitation.token));
  return true;
}

form("invite", { fill: fillRights, body: withRights, done: invited });
form("again", {
  body: (body, item) => ({ email: item.email, name: item.name, role: item.role, fleets: item.fleets.map(({ fleet, role }) => ({ fleet, role })) }),
  done: invited,
});
form("change", { fill: fillRights, body: withRights });
form("remove", { fill: fillRights });
form("codes", {});
