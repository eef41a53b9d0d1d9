// A server-side table that is loading or failed: bars after 200 ms, and what went wrong with a retry and the request id.
import { text } from "./texts.js";

let timer = 0;

export function start(host, retry) {
  const failed = document.getElementById("load-failed");
  const idle = () => {
    clearTimeout(timer);
    host.classList.remove("loading");
    host.removeAttribute("aria-busy");
  };
  const $ = window.jQuery;
  if (!$) return;
  // A restarted server has forgotten the view: the page loads itself again, with its address and so its filter.
  const processor = window.PrimeFaces.ajax.ResponseProcessor;
  const redirect = processor.doRedirect;
  processor.doRedirect = (node) => {
    if (node.getAttribute("url")?.includes("/portal/")) location.reload();
    else redirect.call(processor, node);
  };
  $(document).on("pfAjaxStart", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { host.classList.add("loading"); host.setAttribute("aria-busy", "true"); }, 200);
  });
  $(document).on("pfAjaxSuccess", () => { failed.hidden = true; });
  $(document).on("pfAjaxComplete", idle);
  $(document).on("pfAjaxError", (event, xhr) => {
    idle();
    const id = xhr?.getResponseHeader?.("X-Request-Id");
    failed.querySelector(".words").textContent = text(xhr?.status ? "load.failed" : "load.unreachable");
    failed.querySelector(".request").textContent = id ? text("load.request", id) : "";
    failed.hidden = false;
  });
  failed.querySelector("button").addEventListener("click", () => {
    failed.hidden = true;
    retry();
  });
}
