// A new password: asks for the letter, or, come by its link, sets the password. The token leaves the address bar at once.
import { base, text } from "./texts.js";

const page = document.querySelector("[data-reset]");
const notice = page.querySelector(".notice");
let token = "";

function step(name) {
  page.querySelectorAll("[data-step]").forEach((one) => { one.hidden = one.dataset.step !== name; });
  page.querySelector(`[data-step=${name}] input`)?.focus();
}

async function post(path, body) {
  const answer = await fetch(`${base}/api/v1/auth/password-reset${path}`, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) })
    .catch(() => { throw new Error(text("load.unreachable")); });
  if (answer.ok) return;
  const said = await answer.json().catch(() => ({}));
  throw new Error(said.errors?.[0]?.detail ?? said.detail ?? text("load.failed"));
}

function form(name, send, next) {
  const node = page.querySelector(`form[data-step=${name}]`), button = node.querySelector("button");
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    notice.hidden = true;
    button.disabled = true;
    try {
      await send(node.querySelector("input").value);
      step(next);
    } catch (failed) {
      notice.textContent = failed.message;
      notice.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

form("ask", (email) => post("", { email }), "asked");
form("set", (password) => post("/accept", { token, password }), "done");
function begin() {
  token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  step(token ? "set" : "ask");
}

addEventListener("hashchange", begin);
begin();
