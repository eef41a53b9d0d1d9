// Devices from a spreadsheet: a dry run names each mistake by line and column, then the same file is imported.
import { Refused, headers, refusal } from "./api.js";
import { base, el, text } from "./texts.js";

const form = document.getElementById("import");
const report = document.getElementById("report");
const part = (name) => report.querySelector(name);
const alert = document.querySelector(".import > [role=alert]");
const progress = form?.querySelector("progress");

/** Packed, because the server takes no request that is larger than a sheet may be. */
const packed = (file) => new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();

/** XMLHttpRequest, because fetch does not tell how much of a file is sent. */
const send = (file, dryRun) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("POST", `${base}/api/v1/devices/import?dryRun=${dryRun}`);
  Object.entries(headers({ "Content-Type": "text/csv", "Content-Encoding": "gzip" })).forEach(([name, value]) => request.setRequestHeader(name, value));
  request.responseType = "json";
  request.upload.onprogress = (event) => { if (event.lengthComputable) progress.value = event.loaded / event.total; };
  request.upload.onload = () => progress.removeAttribute("value"); // all is sent: the server is at work
  request.onload = () => (request.status === 200 ? resolve(request.response.data) : reject(refusal(request.status, request.response, request.getResponseHeader("X-Request-Id"))));
  request.onerror = () => reject(new Refused({}));
  request.send(file);
});

/** "line 3, column 2 (label)" */
const place = (where) => /line (\d+)(?:, column (\d+))?(?: \((.*)\))?$/.exec(where) ?? [];

function mistakes(errors) {
  part("h2").textContent = text(errors.length === 1 ? "import.mistakes.one" : "import.mistakes.many", errors.length);
  part("[role=status]").textContent = text("import.mistakes.what");
  part("tbody").replaceChildren(...errors.map(({ pointer, detail }) => {
    const [, line, column, name] = place(pointer);
    return el("tr", { "data-ri": true },
      el("td", { class: "num narrow", "data-label": text("import.line") }, el("span", {}, line ?? "–")),
      el("td", { class: "nowrap", "data-label": text("import.column") }, el("span", { class: "mono" }, column ? `${column}${name ? ` ${name}` : ""}` : "–")),
      el("td", { class: "wraps" }, detail));
  }));
  part(".mistakes").hidden = false;
  part("[data-go]").hidden = true;
  report.hidden = false;
}

function plan(told, file) {
  const all = told.created + told.updated;
  part("h2").textContent = text(told.dryRun ? "import.plan" : "import.done");
  part("[role=status]").textContent = text("import.counts", told.rows, told.created, told.updated, told.unchanged);
  part(".mistakes").hidden = true;
  const go = part("[data-go]");
  go.hidden = !told.dryRun || all === 0;
  go.textContent = text(all === 1 ? "import.go.one" : "import.go.many", all);
  go.onclick = () => run(file, false);
  report.hidden = false;
  if (!go.hidden) go.focus();
}

async function run(file, dryRun) {
  alert.hidden = true;
  report.hidden = true;
  progress.hidden = false;
  progress.value = 0;
  const buttons = [form.querySelector("[type=submit]"), part("[data-go]")];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    plan(await send(await packed(file), dryRun), file);
  } catch (error) {
    if (error.errors?.length) mistakes(error.errors);
    else {
      alert.textContent = error.words;
      alert.hidden = false;
    }
  } finally {
    progress.hidden = true;
    buttons.forEach((button) => { button.disabled = false; });
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  run(form.querySelector("input").files[0], true);
});
form?.querySelector("input").addEventListener("change", () => { report.hidden = true; });
