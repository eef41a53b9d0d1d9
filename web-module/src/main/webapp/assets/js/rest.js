// One way to the REST surface for pages: gives `data`, or throws an Error whose message can be shown as it is.
import { base, text } from "./texts.js";

export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: body === undefined ? { Accept: "application/json" } : { Accept: "application/json", "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error(text("load.unreachable"));
  }
  if (answer.status === 401) location.reload(); // the session has ended: the page leads to the login
  const read = await answer.json().catch(() => ({}));
  if (!answer.ok) throw refusal(read);
  return read.data;
}

function refusal(problem) {
  const wrong = problem.errors?.[0]?.detail ?? problem.detail;
  const words = wrong ? `${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}.` : text("load.failed");
  const error = new Error(wrong || !problem.requestId ? words : `${words} (${text("load.request", problem.requestId)})`);
  error.code = problem.code;
  return error;
}
