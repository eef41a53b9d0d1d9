// The page behind an invitation's link. The token stands behind the # of the address, so no server's log ever sees it.
import { call } from "./api.js";
import { text } from "./texts.js";

const KEPT = "muster.invitation";
const page = document.querySelector("[data-invitation]");
const at = (name) => page.querySelector(`[data-step="${name}"]`);
const notice = page.querySelector(".notice");

/** A login on the way loses what stands behind the #: this tab keeps it that long. */
function token() {
  const given = location.hash.slice(1);
  try {
    if (given) sessionStorage.setItem(KEPT, given);
    return given || sessionStorage.getItem(KEPT);
  } catch {
    return given;
  }
}

function forget() {
  try { sessionStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
  history.replaceState(null, "", location.pathname);
}

function step(name) {
  page.querySelectorAll("[data-step]").forEach((one) => { one.hidden = one !== at(name); });
  (at(name).querySelector("input:not([readonly])") ?? at(name).querySelector("a, button"))?.focus();
}

function fail(error, field) {
  notice.textContent = error.words;
  notice.hidden = false;
  field?.focus();
}

const mine = token();

async function accept(body, button) {
  notice.hidden = true;
  button.disabled = true;
  try {
    await call("POST", "auth/invitations/accept", { token: mine, ...body });
    forget();
    step("done");
  } catch (error) {
    if (error.status === 404) forget();
    fail(error, at("new").querySelector("#password"));
  } finally {
    button.disabled = false;
  }
}

at("new").addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, password } = event.target.elements;
  accept({ name: name.value.trim(), password: password.value }, event.submitter);
});
page.querySelectorAll("[data-oidc]").forEach((button) => button.addEventListener("click", async () => {
  notice.hidden = true;
  button.disabled = true;
  try {
    const { location: way } = (await call("POST", "auth/invitations/oidc", { token: mine })).data;
    forget();
    location.assign(way);
  } catch (error) {
    fail(error, button);
    button.disabled = false;
  }
}));
at("known").querySelector("button")?.addEventListener("click", (event) => accept({}, event.target));

try {
  const { email, name, orgName, hasPassword } = (await call("POST", "auth/invitations/look", { token: mine })).data;
  page.querySelector("h1").textContent = text("invitation.to", orgName);
  page.querySelectorAll("[data-email]").forEach((node) => { node.textContent = email; });
  at("new").querySelector("#email").value = email;
  const called = at("new").querySelector("#name");
  if (called) called.value = name === email ? "" : name;
  const { me } = page.dataset;
  step(!hasPassword ? "new" : me === email ? "known" : "sign-in");
  document.querySelectorAll("[data-other]").forEach((node) => { node.hidden = !me || me === email; });
} catch (error) {
  fail(error);
}
