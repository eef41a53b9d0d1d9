// A server-side table that is loading or failed: bars after 200 ms, and what went wrong with a retry and the request id.
import { text } from "./texts.js";

export function start(host, retry) {
  const $ = window.jQuery;
  const PrimeFaces = window.PrimeFaces;
  if (!$ || !PrimeFaces) return;
  const notice = document.getElementById("load-failed");
  let timer = 0;
  let broken = false;

  const fail = (xhr) => {
    const id = xhr?.getResponseHeader?.("X-Request-Id");
    notice.querySelector(".words").textContent = text(xhr?.status ? "load.failed" : "load.unreachable");
    notice.querySelector(".request").textContent = id ? text("load.request", id) : "";
    notice.hidden = false;
  };

  // PrimeFaces would leave for an error page. A server that was restarted has forgotten the view: then the page loads
  // itself again, with its address and so its filter. Anything else is said here.
  Object.values(PrimeFaces.ajax).find((part) => part?.handleError).handleError = (name) => {
    if (name?.includes("ViewExpired")) location.reload();
    else broken = true;
  };
  $(document).on("pfAjaxStart", () => {
    broken = false;
    clearTimeout(timer);
    timer = setTimeout(() => { host.classList.add("loading"); host.setAttribute("aria-busy", "true"); }, 200);
  });
  $(document).on("pfAjaxError", () => { broken = true; });
  $(document).on("pfAjaxComplete", (event, xhr) => {
    clearTimeout(timer);
    host.classList.remove("loading");
    host.removeAttribute("aria-busy");
    if (broken) fail(xhr);
    else notice.hidden = true;
  });
  notice.querySelector("button").addEventListener("click", () => {
    notice.hidden = true;
    retry();
  });
}
