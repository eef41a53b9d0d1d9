// The rule of dev.muster.registry.entity.Liveness, so that a row turns late while nothing arrives. Change both together.
import { text } from "./texts.js";
import { now } from "./format.js";

const REPORTING_CADENCES = 2, REPORTING_AT_LEAST = 10, LATE_CADENCES = 5, LATE_AT_LEAST = 30;

/** When no node was up to hear anything: [[from, to], …] in epoch millis, as the page's [data-outages] says. */
export function outages() {
  return JSON.parse(document.querySelector("[data-outages]")?.dataset.outages || "[]");
}

/** "reporting", "late", "silent", "never" or "disabled" for {state, lastSeen (epoch millis or null), cadenceSec}. */
export function liveness({ state, lastSeen, cadenceSec }, away = outages()) {
  if (state === "disabled") return "disabled";
  if (!lastSeen) return "never";
  const at = now();
  const lost = away.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, at) - Math.max(from, lastSeen)), 0);
  const age = (at - lastSeen - lost) / 1000;
  const cadence = cadenceSec > 0 ? cadenceSec : 0;
  if (age <= Math.max(REPORTING_AT_LEAST, REPORTING_CADENCES * cadence)) return "reporting";
  return age <= Math.max(LATE_AT_LEAST, LATE_CADENCES * cadence) ? "late" : "silent";
}

/** Shows a status in a .status element: shape and colour by attribute, word by text. True when it changed. */
export function showStatus(node, status) {
  if (!node || node.dataset.status === status) return false;
  node.dataset.status = status;
  node.querySelector(".word").textContent = text(`status.${status}`);
  return true;
}
