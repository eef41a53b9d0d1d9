// The texts of the page's language, written by the server into <meta name="muster-texts">.
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
const texts = JSON.parse(meta("muster-texts") || "{}");

export const base = meta("muster-base");
/** Slug of the org that this page shows; empty where nobody is signed in. */
export const org = meta("muster-org");
export const language = document.documentElement.lang || "en";

/** The text of a key with {0}, {1}… filled in; the key itself when the bundle lacks it, so that a gap shows. */
export function text(key, ...values) {
  return (texts[key] ?? key).replace(/\{(\d)\}/g, (whole, n) => values[n] ?? whole);
}

/** Whether the bundle has a text of that key. */
export const has = (key) => key in texts;

/** An element with attributes and children; strings become text nodes, never markup. */
export function el(name, attributes = {}, ...children) {
  const node = name === "svg" || name === "use" || name === "path" || name === "g" || name === "line" || name === "circle" || name === "text"
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name, small = false) {
  return el("svg", { class: small ? "icon s" : "icon", "aria-hidden": "true" }, el("use", { href: `${base}/assets/icons.svg#${name}` }));
}

// As in dev.muster.web.registry.Transports.
const TRANSPORTS = { wifi: "wifi", cell: "cell", cellular: "cell", lte: "cell", ethernet: "ethernet", eth: "ethernet", lan: "ethernet" };
export const transportIcon = (name) => icon(TRANSPORTS[name.toLowerCase()] ?? "link");
export const transportName = (name) => texts[`transport.${name.toLowerCase()}`] ?? name;
