// The authenticator on the account page: set up in two steps, recovery codes, turned off.
import { el, text } from "./texts.js";
import { toast } from "./portal.js";
import { acts, say } from "./account.js";
import { data as call } from "./api.js";

const card = document.getElementById("totp");
const dialog = document.getElementById("totp-dialog");
const part = (selector) => dialog.querySelector(selector);
const [password, proof, code] = ["totp-password", "totp-proof", "totp-code"].map((id) => document.getElementById(id));
let purpose = "setup";
let step = "prove";
let codes = [];

async function show() {
  try {
    const state = await call("GET", "auth/totp");
    card.querySelectorAll("[data-totp]").forEach((button) => { button.hidden = (button.dataset.totp === "setup") === state.enabled; });
    const chip = card.querySelector(".chip");
    chip.hidden = false;
    chip.textContent = text(state.enabled ? "account.totp.on" : "account.totp.off");
    chip.dataset.level = state.enabled ? "GOOD" : "";
    if (state.enabled) {
      const left = state.recoveryCodesLeft;
      card.querySelector(".what").textContent = text(left === 1 ? "account.totp.left.one" : "account.totp.left.many", left);
    } else {
      card.querySelector(".what").textContent = text("account.totp.what");
    }
  } catch (error) {
    card.querySelector(".what").textContent = error.words ?? error.message;
  }
}

function go(name) {
  step = name;
  dialog.querySelectorAll("[data-step]").forEach((each) => { each.hidden = each.dataset.step !== name; });
  part("[data-code]").hidden = purpose === "setup";
  part("[data-cancel]").hidden = name === "codes";
  const submit = part("[type=submit]");
  submit.textContent = text(name === "codes" ? "account.totp.kept" : name === "prove" && purpose === "disable" ? "account.totp.disable.go" : "account.totp.next");
  submit.className = name === "prove" && purpose === "disable" ? "button danger" : "button primary";
  ({ prove: password, scan: code, codes: submit })[name].focus();
}

function open(wanted) {
  purpose = wanted;
  dialog.querySelector("form").reset();
  say(part(".notice"), null);
  part("h2").textContent = text(`account.totp.title.${wanted}`);
  part("[data-step=prove] .what").textContent = text(`account.totp.prove.${wanted}`);
  dialog.showModal();
  go("prove");
}

function scan(setup) {
  part(".qr").replaceChildren(el("svg", { viewBox: `0 0 ${setup.qr.size} ${setup.qr.size}` }, el("path", { d: setup.qr.path })));
  part(".secret").textContent = setup.secret.replace(/(.{4})(?=.)/g, "$1 ");
  part("[data-step=scan] [data-copy]").dataset.copy = setup.secret;
  go("scan");
}

function keep(fresh) {
  codes = fresh;
  part(".codes").replaceChildren(...codes.map((one) => el("li", {}, one)));
  part("[data-step=codes] [data-copy]").dataset.copy = codes.join("\n");
  go("codes");
  show();
}

const proofs = () => ({ password: password.value, totp: proof.value });
const STEPS = {
  setup: {
    prove: async () => scan(await call("POST", "auth/totp", { password: password.value })),
    scan: async () => keep((await call("POST", "auth/totp/confirm", { code: code.value })).recoveryCodes),
  },
  codes: { prove: async () => keep((await call("POST", "auth/totp/recovery-codes", proofs())).recoveryCodes) },
  disable: {
    prove: async () => {
      await call("POST", "auth/totp/disable", proofs());
      dialog.close();
      toast(text("account.totp.disabled"));
      show();
    },
  },
};

acts(dialog.querySelector("form"), async () => {
  if (step === "codes") dialog.close();
  else await STEPS[purpose][step]();
});
part("[data-download]").addEventListener("click", () => {
  const file = URL.createObjectURL(new Blob([`${text("account.totp.file", location.host)}\n\n${codes.join("\n")}\n`], { type: "text/plain" }));
  el("a", { href: file, download: "muster-recovery-codes.txt" }).click();
  URL.revokeObjectURL(file);
});
part("[data-print]").addEventListener("click", () => print());
// what was shown once does not stay in the page
dialog.addEventListener("close", () => {
  codes = [];
  [".qr", ".codes"].forEach((one) => part(one).replaceChildren());
  part(".secret").textContent = "";
  dialog.querySelectorAll("[data-copy]").forEach((button) => { button.dataset.copy = ""; });
  [password, proof, code].forEach((field) => { field.value = ""; });
});
card.querySelectorAll("[data-totp]").forEach((button) => button.addEventListener("click", () => open(button.dataset.totp)));
show();
