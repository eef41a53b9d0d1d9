// The tie to the OpenID provider on the account page: removed with the password.
import { acts } from "./account.js";
import { data as call } from "./api.js";

const form = document.querySelector("#oidc form");

if (form?.querySelector("[type=submit]")) {
  acts(form, async () => {
    await call("POST", "auth/oidc/remove", { password: document.getElementById("oidc-password").value });
    location.reload();
  });
}
