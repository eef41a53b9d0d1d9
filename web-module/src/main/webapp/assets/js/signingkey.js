// The card of the signing key: what stands, and what can be done about it.
import * as signing from "./signing.js";
import { unlocked } from "./unlock.js";
import { data } from "./api.js";
import { day } from "./format.js";
import { text } from "./texts.js";
import { toast } from "./portal.js";

const card = document.getElementById("signing");
const state = card.querySelector(".state");
const release = card.querySelector("#signing-release"), proof = card.querySelector("#signing-proof"), code = card.querySelector("#signing-code");
const make = card.querySelector("#signing-make"), bring = card.querySelector("#signing-bring");

async function show() {
  const shown = new Set();
  if (!signing.possible()) {
    state.textContent = text("signing.impossible");
  } else {
    const { key, required } = await signing.standing();
    const here = signing.kept();
    const mine = key && here?.id === key.id;
    const open = mine && (await signing.isOpen());
    const words = !key ? text("signing.none") : !mine ? text("signing.elsewhere", day(Date.parse(key.createdAt))) : text(open ? "signing.open" : "signing.locked", day(Date.parse(key.createdAt)));
    if ("org" in card.dataset) shown.add(required ? "release" : "ask");
    state.textContent = required ? `${words} ${text("signing.required")}` : words;
    if (!key) shown.add("create").add("bring");
    else if (mine) shown.add(open ? "lock" : "unlock").add("take").add("replace").add("remove");
    else shown.add("bring").add("replace").add("remove");
  }
  card.querySelectorAll("[data-signing]").forEach((button) => { button.hidden = !shown.has(button.dataset.signing); });
}

function fail(dialog, words, field) {
  const notice = dialog.querySelector(".notice");
  notice.textContent = words;
  notice.hidden = false;
  field?.focus();
}

/** Opens a dialog whose form is done once `go` answers true. */
function form(dialog, go) {
  const inner = dialog.querySelector("form"), button = inner.querySelector("[type=submit]");
  inner.reset();
  dialog.querySelector(".notice").hidden = true;
  inner.onsubmit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      if (await go()) { inner.reset(); dialog.close(); await show(); }
    } catch (failed) {
      fail(dialog, failed.words ?? failed.message);
    } finally {
      button.disabled = false;
    }
  };
  dialog.showModal();
  dialog.querySelector("input, textarea").focus();
}

const first = card.querySelector("#signing-first"), again = card.querySelector("#signing-again"), password = card.querySelector("#signing-password"), totp = card.querySelector("#signing-totp"), words = card.querySelector("#signing-words");

const making = () => form(make, async () => {
  if (first.value.length < signing.SHORTEST) { fail(make, text("signing.short", signing.SHORTEST), first); return false; }
  if (first.value !== again.value) { fail(make, text("signing.differ"), again); return false; }
  await signing.create(first.value, { password: password.value, totp: totp.value || undefined });
  toast(text("signing.created"));
  return true;
});

/** Whether the org takes signed commands only; for its administrators. */
async function rule(signedCommands, shown = {}) {
  await data("PATCH", `orgs/${encodeURIComponent(card.dataset.org)}`, { signedCommands, ...shown });
  toast(text(signedCommands ? "signing.asked" : "signing.released"));
  await show();
}

const acts = {
  create: making,
  replace: making,
  bring: () => form(bring, () => {
    if (signing.bring(words.value)) return true;
    fail(bring, text("signing.bring.wrong"), words);
    return false;
  }),
  unlock: async () => { if (await unlocked()) await show(); },
  lock: async () => { await signing.lock(); await show(); },
  take: async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(signing.kept()));
      toast(text("signing.taken"));
    } catch {
      toast(text("copy.failed"));
    }
  },
  ask: () => rule(true),
  release: () => form(release, async () => {
    await rule(false, { password: proof.value, totp: code.value || undefined });
    return true;
  }),
  remove: async () => { await signing.remove(); await show(); },
};

card.addEventListener("click", async (event) => {
  const act = acts[event.target.closest("[data-signing]")?.dataset.signing];
  if (!act) return;
  try { await act(); } catch (failed) { state.textContent = failed.words ?? failed.message; }
});
show().catch((failed) => { state.textContent = failed.words ?? failed.message; });
