// The rule of dev.muster.registry.entity.Liveness, so that a row turns late while nothing arrives. Change both together.
import { text } from "./texts.js";
import { now, time } from "./format.js";

const REPORTING_CADENCES = 2, REPORTING_AT_LEAST = 10, LATE_CADENCES = 5, LATE_AT_LEAST = 30;
/** So long a device may take to come back after an outage, which counts as one with it (registry/boundary/Uptime). */
const RETURN = 30_000;

/** When no node was up to hear anything: [[from, to], …] in epoch millis, as the page's [data-outages] says. */
export function outages() {
  return JSON.parse(document.querySelector("[data-outages]")?.dataset.outages || "[]");
}

/**
 * "reporting", "late", "silent", "never" or "disabled" for {state, lastSeen (epoch millis or null), cadenceSec}; null out of
 * service, where nothing that a page hears changes what the server said.
 */
export function liveness({ state, lastSeen, cadenceSec }, away = outages()) {
  if (state === "disabled") return "disabled";
  if (state === "ejected" || state === "retired") return null;
  if (!lastSeen) return "never";
  const at = now();
  const lost = away.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, at) - Math.max(from, lastSeen)), 0);
  const age = (at - lastSeen - lost) / 1000;
  const cadence = cadenceSec > 0 ? cadenceSec : 0;
  if (age <= Math.max(REPORTING_AT_LEAST, REPORTING_CADENCES * cadence)) return "reporting";
  return age <= Math.max(LATE_AT_LEAST, LATE_CADENCES * cadence) ? "late" : "silent";
}

/**
 * Where the server was away and the device has not been heard since: {since, until} in epoch millis, while it may still be on
 * its way back. Its status is that of before, for as long. Else null.
 */
export function awaited({ state, lastSeen }, away = outages()) {
  const at = now();
  const outage = away.find(([from, to]) => from <= at && at < to);
  if (!outage || !lastSeen || ["disabled", "ejected", "retired"].includes(state)) return null;
  const since = Math.max(outage[0], outage[1] - RETURN);
  return lastSeen < since ? { since, until: outage[1] } : null;
}

/** Says beside a status that it is not sure; `words` is null where it is. */
export function doubt(node, words) {
  node.toggleAttribute("data-unsure", Boolean(words));
  if (node.title !== (words ?? "")) node.title = words ?? "";
}

/** The words for what `awaited` told. */
export const unheard = (told) => told && text("evidence.unheard", time(told.since), time(told.until));

/** Shows a status in a .status element: shape and colour by attribute, word by text. True when it changed. */
export function showStatus(node, status) {
  if (!node || !status || node.dataset.status === status) return false;
  node.dataset.status = status;
  node.querySelector(".word").textContent = text(`status.${status}`);
  return true;
}
