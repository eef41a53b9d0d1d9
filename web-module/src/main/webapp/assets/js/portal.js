// What every page does: clock, feed indicator, theme, menus, copying, keyboard.
import * as format from "./format.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as signing from "./signing.js";
import { text } from "./texts.js";

const root = document.documentElement;

function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch { /* a browser that keeps nothing still works for this page */ }
}

function themes() {
  const buttons = document.querySelectorAll("[data-theme-choice]");
  const show = () => {
    const now = root.dataset.theme ?? "system";
    buttons.forEach((button) => button.setAttribute("aria-checked", String(button.dataset.themeChoice === now)));
    document.querySelectorAll(".theme-icon").forEach((svg) => { svg.style.display = svg.dataset.theme === now ? "" : "none"; });
  };
  buttons.forEach((button) => button.addEventListener("click", () => {
    const choice = button.dataset.themeChoice;
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
    keep("muster.theme", choice === "system" ? "" : choice);
    show();
  }));
  show();
}

function density() {
  document.querySelectorAll("[data-density-switch]").forEach((button) => {
    const show = () => button.setAttribute("aria-pressed", String(root.dataset.density === "comfortable"));
    button.addEventListener("click", () => {
      if (root.dataset.density) delete root.dataset.density;
      else root.dataset.density = "comfortable";
      keep("muster.density", root.dataset.density ?? "");
      show();
    });
    show();
  });
}

/** Buttons with aria-controls open a .pop beside them; Esc and a click elsewhere close it and give the focus back. */
function menus() {
  const close = (button, refocus) => {
    document.getElementById(button.getAttribute("aria-controls")).hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const buttons = [...document.querySelectorAll(".menu > button[aria-controls]")];
  for (const button of buttons) {
    const pop = document.getElementById(button.getAttribute("aria-controls"));
    button.addEventListener("click", () => {
      const opens = pop.hidden;
      buttons.forEach((other) => close(other, false));
      pop.hidden = !opens;
      button.setAttribute("aria-expanded", String(opens));
      if (opens) pop.querySelector("button, a")?.focus();
    });
    pop.addEventListener("keydown", (event) => {
      const items = [...pop.querySelectorAll("button, a")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") close(button, true);
      else if (step) {
        event.preventDefault();
        items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
      }
    });
  }
  document.addEventListener("click", (event) => {
    for (const button of buttons) if (!button.parentElement.contains(event.target)) close(button, false);
  });
}

export function toast(words) {
  const node = document.getElementById("toast");
  node.textContent = words;
  node.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { node.hidden = true; }, 2000);
}

function copying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const words = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(words);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1200);
      toast(text("copied", words.length > 40 ? "" : words));
    } catch {
      toast(text("copy.failed"));
    }
  });
}

function dialogs() {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-open-help]")) keys.help();
    if (event.target.closest?.("[data-close]")) event.target.closest("dialog").close();
    if (event.target.tagName === "DIALOG" && !("keep" in event.target.dataset)) event.target.close();
  });
}

function feed() {
  const dot = document.querySelector(".feed");
  if (!dot) return;
  const bar = document.getElementById("offline");
  const words = dot.querySelector(".words");
  const spoken = document.getElementById("announce");
  const show = () => {
    const { state, since, lastEvent } = live.feed;
    dot.dataset.state = state;
    const last = lastEvent ? format.duration(Date.now() - lastEvent) : "";
    words.textContent = state === "open" && last ? text("feed.open.last", last) : text(`feed.${state}`);
    dot.title = words.textContent;
    // A page change closes and opens the feed: only a gap that a person would notice gets the bar.
    const gone = state === "closed" && Date.now() - since > 1500;
    root.dataset.feed = gone ? "closed" : "open";
    bar.hidden = !gone;
    if (gone) bar.querySelector(".words").textContent = text("offline.since", format.time(since), format.duration(Date.now() - since));
  };
  live.on("state", ({ state, before }) => {
    if (before !== "connecting" && spoken) spoken.textContent = text(state === "open" ? "feed.back" : "feed.lost");
    show();
  });
  live.on("signed-out", () => location.reload());
  document.addEventListener("muster:tick", show);
  show();
}

/** Who signs out locks the signing key too. */
function leaving() {
  document.getElementById("leave")?.addEventListener("submit", () => { signing.lock(); });
}

format.serverTimeIs(Number(document.querySelector('meta[name="muster-now"]')?.content));
format.start();
keys.start();
themes();
density();
menus();
copying();
dialogs();
leaving();
feed();
// Pages that show live rows set their own filter; any other page keeps the indicator honest with status changes alone.
if (document.querySelector(".feed") && !document.querySelector("[data-live]")) live.subscribe({ events: ["status"] });
