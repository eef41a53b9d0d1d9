// The dialog that opens the signing key.
import * as signing from "./signing.js";
import { text } from "./texts.js";

const dialog = document.getElementById("unlock");

/** Asks until the passphrase is right; answers false where the person gives up. */
export function unlocked() {
  const form = dialog.querySelector("form"), input = dialog.querySelector("input"), notice = dialog.querySelector(".notice"), go = dialog.querySelector("[type=submit]");
  form.reset();
  notice.hidden = true;
  let open = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      open = await signing.unlock(input.value);
    } catch (failed) {
      notice.textContent = failed.message;
    }
    go.disabled = false;
    if (open) { dialog.close(); return; }
    notice.textContent ||= text("signing.unlock.wrong");
    notice.hidden = false;
    input.select();
  };
  dialog.showModal();
  input.focus();
  return new Promise((done) => { dialog.onclose = () => { form.reset(); done(open); }; });
}
