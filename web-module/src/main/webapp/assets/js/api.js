// REST as the page's scripts use it: in the page's org, with a refusal as an error that has words for people.
import { base, has, org, text } from "./texts.js";

/** A request that was refused or did not arrive. `errors` are {pointer, detail}, as in a problem document. */
export class Refused extends Error {
  constructor({ status = 0, code = "", detail = "", errors = [], requestId = "" }) {
    super(detail);
    Object.assign(this, { status, code: code || (status === 413 ? "too-large" : ""), errors, requestId });
  }

  /** What to tell a person: our own words for a code that we know, else the server's, and the request where it is ours to mend. */
  get words() {
    if (!this.status) return text("load.unreachable");
    const known = has(`refused.${this.code}`) ? text(`refused.${this.code}`) : null;
    const told = known ?? (this.errors.length ? this.errors.map((error) => error.detail).join("; ") : this.message) ?? "";
    const words = told ? told[0].toUpperCase() + told.slice(1) : text("load.failed");
    return this.status >= 500 && this.requestId ? `${words} (${text("load.request", this.requestId)})` : words;
  }
}

/** Headers of every request: the org that this page shows, whatever another tab has chosen since. */
export const headers = (more = {}) => ({ Accept: "application/json", ...(org ? { "X-Muster-Org": org } : {}), ...more });

/** The problem document of an answer that is no success, as an error. */
export const refusal = (status, body, requestId) => new Refused({ ...(body ?? {}), status, requestId: body?.requestId ?? requestId });

/** `path` below /api/v1/. @throws Refused */
export async function call(method, path, body, more = {}) {
  let answer;
  try {
    answer = await fetch(`${base}/api/v1/${path}`, {
      method,
      headers: headers(body === undefined ? more : { "Content-Type": "application/json", ...more }),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused({});
  }
  const told = await answer.json().catch(() => null);
  if (answer.status === 401 && told?.code === "unauthenticated") location.reload(); // leads to the login, and back
  if (!answer.ok) throw refusal(answer.status, told, answer.headers.get("X-Request-Id"));
  return told;
}

export const data = async (method, path, body, more) => (await call(method, path, body, more))?.data;
