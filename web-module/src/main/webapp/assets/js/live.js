// The page's one socket to /ws/dashboard (docs/protocol.md, dashboard): subscribes, comes back by itself, tells the page how it is.
import { base, org } from "./texts.js";

const handlers = new Map();
let socket = null;
let filter = { devices: null, fleet: null, events: null };
let wanted = false;
let attempts = 0;
let retry = 0;

export const feed = { state: "connecting", since: Date.now(), lastEvent: 0 };

/** Calls back for each event of a type; "*" for every event, "state" when the feed opens or drops, "resume" after a gap. */
export function on(type, handler) {
  if (!handlers.has(type)) handlers.set(type, []);
  handlers.get(type).push(handler);
}

function emit(type, event) {
  for (const handler of handlers.get(type) ?? []) {
    try {
      handler(event);
    } catch (broken) {
      console.error(broken); // one broken view must not silence the others
    }
  }
}

function become(state) {
  if (feed.state === state) return;
  const before = feed.state;
  Object.assign(feed, { state, since: Date.now() });
  emit("state", { state, before });
}

/** Sets the filter; a later call replaces it, on the open socket too. */
export function subscribe({ devices = null, events = null } = {}) {
  filter = { devices, fleet: null, events };
  wanted = true;
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "subscribe", ...filter }));
  else if (!socket) open();
}

function open() {
  clearTimeout(retry);
  const address = new URL(`${base}/ws/dashboard?org=${encodeURIComponent(org)}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  const mine = socket;
  socket.onopen = () => {
    mine.send(JSON.stringify({ type: "subscribe", ...filter }));
    const again = attempts > 0;
    attempts = 0;
    become("open");
    if (again) emit("resume", {});
  };
  socket.onmessage = ({ data }) => {
    let event;
    try { event = JSON.parse(data); } catch { return; }
    feed.lastEvent = Date.now();
    if (event.type === "gap") emit("resume", event);
    emit(event.type, event);
    emit("*", event);
  };
  socket.onclose = ({ code }) => {
    if (socket !== mine) return;
    socket = null;
    become("closed");
    // 4401: the session ended. The page asks once more by loading again, which leads to the login.
    if (code === 4401) { emit("signed-out", {}); return; }
    if (wanted) again();
  };
}

/** Full jitter from 0.5 s, at most 15 s: a person is waiting in front of it. */
function again() {
  const ceiling = Math.min(15000, 500 * 2 ** attempts++);
  retry = setTimeout(open, 200 + Math.random() * ceiling);
}

addEventListener("online", () => { if (wanted && !socket) open(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && wanted && !socket) open(); });
addEventListener("pagehide", () => { wanted = false; socket?.close(1000); });
addEventListener("pageshow", (event) => { if (event.persisted) { wanted = true; open(); } });
