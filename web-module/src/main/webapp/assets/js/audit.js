// The audit page: a slow or failed page of entries. Times typed in the filter are local; the address carries them in UTC.
import * as table from "./table.js";

const form = document.querySelector(".filters");
for (const name of ["from", "to"]) {
  const input = form.elements[name];
  const sent = new URLSearchParams(location.search).get(name);
  const when = sent ? new Date(sent) : null;
  if (when && !Number.isNaN(when.getTime())) input.value = new Date(when - when.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
// On a phone the filter would fill the first screen: it is folded until it is wanted.
if (matchMedia("(max-width: 639px)").matches && !location.search) form.parentElement.open = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = new URLSearchParams();
  for (const { name, value, type } of form.elements) {
    if (name && value.trim()) query.set(name, type === "datetime-local" ? new Date(value).toISOString() : value.trim());
  }
  location.href = `${location.pathname}${query.size ? `?${query}` : ""}`;
});
table.start(document.getElementById("audit"), () => location.reload());
