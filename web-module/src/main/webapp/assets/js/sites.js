// Sites: the browser knows the names of the time zones.
import { form } from "./forms.js";
import { el } from "./texts.js";

document.getElementById("zones")?.append(...(Intl.supportedValuesOf?.("timeZone") ?? []).map((zone) => el("option", { value: zone })));
form("create", { fill: (dialog) => { dialog.querySelector("[name=timeZone]").value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""; } });
