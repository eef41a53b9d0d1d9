// Line charts in SVG over one time axis, one panel and axis a unit and size: bytes never flatten a temperature. Real gaps
// stay gaps, colours are classes (Okabe-Ito in device.css), the same numbers as a table.
import { byteStep, day, number, time, unit, value } from "./format.js";
import { el, text } from "./texts.js";

const RIGHT = 12, TOP = 10, BOTTOM = 24, BETWEEN = 18;
const HEIGHTS = [226, 130, 100]; // of each panel, by how many there are; the last also of more
const APART = 20; // so many times smaller, and a series would be a line on the ground beside the other
const HOUR = 3600e3;
const STEPS = [1e3, 5e3, 15e3, 30e3, 60e3, 300e3, 900e3, 1800e3, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR];

/** Round steps that give about `count` marks between two numbers. */
export function marks(low, high, count) {
  const raw = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const all = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) all.push(Math.abs(at) < step / 1e6 ? 0 : at);
  return all;
}

/** The path of points, broken where the next one is missing for longer than `gap` milliseconds. */
export function path(points, x, y, gap) {
  let d = "";
  let before = null;
  for (const [at, v] of points) {
    if (v === null || v === undefined) { before = null; continue; }
    d += `${before !== null && at - before <= gap ? "L" : "M"}${x(at).toFixed(1)},${y(v).toFixed(1)}`;
    before = at;
  }
  return d;
}

const largest = (one) => Math.max(...one.points.map(([, v]) => Math.abs(v ?? 0)), 0);

/** Series that share an axis: of one unit and of about one size. */
export function panels(series) {
  const all = [];
  for (const one of series) {
    const of = unit(one.key), size = largest(one);
    const same = all.find((panel) => panel.unit === of && (!size || !panel.size || Math.max(size, panel.size) / Math.min(size, panel.size) <= APART));
    if (same) { same.series.push(one); same.size = Math.max(same.size, size); }
    else all.push({ unit: of, size, series: [one] });
  }
  return all;
}

/** Marks of an axis with their words: [[value, "20 GiB"], …]. */
export function axis(of, key, low, high, count) {
  if (of !== "B" && of !== "B/s") return marks(low, high, count).map((v) => [v, of ? value(key, v) : number(v)]);
  const step = byteStep(high);
  return marks(low / step.size, high / step.size, count).map((n) => [n * step.size, `${number(n)} ${step.unit}${of.slice(1)}`]);
}

export class Chart {
  /** @param host the .chart element; @param describe called with the words for a screen reader */
  constructor(host) {
    this.host = host;
    this.series = [];
    this.panels = [];
    this.step = 0;
    this.from = this.to = 0;
    this.gap = Infinity;
    this.svg = el("svg", { role: "img", tabindex: "0" });
    this.legend = el("ul", { class: "legend" });
    this.tip = el("div", { class: "tip", hidden: true });
    this.none = el("div", { class: "none", hidden: true });
    this.numbers = el("div", { class: "numbers", hidden: true, tabindex: "0" });
    host.replaceChildren(this.legend, this.svg, this.numbers, this.none, this.tip);
    new ResizeObserver(() => this.draw()).observe(host);
    this.svg.addEventListener("pointermove", (event) => this.point(event.clientX - this.svg.getBoundingClientRect().left));
    this.svg.addEventListener("pointerleave", () => this.unpoint());
    this.svg.addEventListener("blur", () => this.unpoint());
    this.svg.addEventListener("keydown", (event) => this.key(event));
  }

  /** series: [{key, colour (1…6), points: [[millis, value], …] in order}]; step: milliseconds that a point stands for, 0 for a moment */
  show(series, from, to, gap, step = 0) {
    Object.assign(this, { series, panels: panels(series), from, to, gap, step });
    this.draw();
  }

  append(key, millis, v) {
    const series = this.series.find((one) => one.key === key);
    if (!series || (series.points.length && series.points[series.points.length - 1][0] >= millis)) return;
    series.points.push([millis, v]);
    const span = this.to - this.from;
    this.to = Math.max(this.to, millis);
    this.from = this.to - span;
    while (series.points.length && series.points[0][0] < this.from) series.points.shift();
  }

  table(on) {
    this.numbers.hidden = !on;
    this.svg.style.display = on ? "none" : "";
    this.draw();
  }

  say(words) {
    this.none.textContent = words;
    this.none.hidden = !words;
  }

  draw() {
    const width = this.host.clientWidth - 32;
    this.legend.replaceChildren(...this.series.map((one) => el("li", {}, el("i", { class: `series-${one.colour}` }), el("span", {}, one.key), el("b", {}, one.points.length ? value(one.key, one.points[one.points.length - 1][1]) : "–"))));
    if (width < 50) return;
    const shown = this.panels.filter((panel) => panel.series.some((one) => one.points.some((p) => p[1] !== null)));
    const each = HEIGHTS[Math.min(shown.length, HEIGHTS.length) - 1] ?? HEIGHTS[0];
    const height = TOP + Math.max(1, shown.length) * (each + BETWEEN) - BETWEEN + BOTTOM;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.style.height = `${height}px`;
    if (!shown.length) { this.svg.replaceChildren(); this.numbers.replaceChildren(); return; }
    shown.forEach((panel, n) => this.scale(panel, TOP + n * (each + BETWEEN), each));
    const left = Math.max(52, 16 + 6.5 * Math.max(...shown.flatMap((panel) => panel.marks.map(([, words]) => words.length))));
    const x = (at) => left + ((at - this.from) / (this.to - this.from)) * (width - left - RIGHT);
    Object.assign(this, { x, left, width, height, shown });
    this.svg.replaceChildren(...shown.map((panel) => this.panel(panel)), this.times(), (this.mark = el("g")));
    this.svg.setAttribute("aria-label", this.words());
    if (!this.numbers.hidden) this.writeNumbers();
  }

  /** Where a panel stands and what its heights mean. */
  scale(panel, top, height) {
    const values = panel.series.flatMap((one) => one.points.map((p) => p[1])).filter((v) => v !== null && v !== undefined);
    let low = Math.min(...values), high = Math.max(...values);
    // Bytes are read in three digits: a change below them is drawn flat, as it reads.
    const least = panel.unit.startsWith("B") ? Math.abs(high) * 0.02 : 0;
    const room = Math.max((high - low) * 0.08, least) || Math.abs(high) * 0.05 || 1;
    low = low >= 0 && low - room < 0 ? 0 : low - room;
    high += room;
    Object.assign(panel, { y: (v) => top + (1 - (v - low) / (high - low)) * height, marks: axis(panel.unit, panel.series[0].key, low, high, Math.max(3, Math.round(height / 40))) });
  }

  panel(panel) {
    const g = el("g", { class: "panel" });
    for (const [v, words] of panel.marks) {
      g.append(el("line", { class: "grid", x1: this.left, x2: this.width - RIGHT, y1: panel.y(v), y2: panel.y(v) }));
      g.append(el("text", { x: this.left - 8, y: panel.y(v) + 4, "text-anchor": "end" }, words));
    }
    g.append(...panel.series.map((one) => el("path", { class: `series series-${one.colour}`, d: path(one.points, this.x, panel.y, this.gap) })));
    return g;
  }

  /** The words under the lowest panel. */
  times() {
    const g = el("g");
    const span = this.to - this.from;
    const step = STEPS.find((n) => span / n <= Math.max(3, this.width / 110)) ?? 48 * HOUR;
    const offset = new Date(this.to).getTimezoneOffset() * 60e3;
    for (let at = Math.ceil((this.from - offset) / step) * step + offset; at <= this.to; at += step) {
      const words = step >= 24 * HOUR ? day(at).replace(/,? \d{4}$/, "") : step < 60e3 ? time(at) : time(at).slice(0, 5);
      const anchor = this.x(at) < this.left + 18 ? "start" : this.x(at) > this.width - 24 ? "end" : "middle";
      g.append(el("text", { x: this.x(at), y: this.height - 6, "text-anchor": anchor }, words));
    }
    return g;
  }

  words() {
    return this.series.filter((one) => one.points.length).map((one) => {
      const all = one.points.map((p) => p[1]).filter((v) => v !== null);
      return text("chart.words", one.key, value(one.key, all[all.length - 1]), value(one.key, Math.min(...all)), value(one.key, Math.max(...all)));
    }).join(" ");
  }

  /** A point's time; one that stands for a span says the span. */
  moment(at) {
    const date = this.to - this.from > 24 * HOUR ? `${day(at)} ` : "";
    return this.step ? `${date}${time(at).slice(0, 5)} – ${time(at + this.step).slice(0, 5)}` : date + time(at);
  }

  /** Shows what the series held nearest to a place in the picture. */
  point(px) {
    if (!this.shown?.length || !this.x) return;
    const at = this.from + ((px - this.left) / (this.width - this.left - RIGHT)) * (this.to - this.from);
    const near = this.shown.flatMap((panel) => panel.series.filter((one) => one.points.length)
      .map((one) => ({ one, panel, p: one.points.reduce((a, b) => (Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a)) })));
    const when = near.reduce((a, b) => (Math.abs(b.p[0] - at) < Math.abs(a.p[0] - at) ? b : a)).p[0];
    this.at = when;
    this.mark.replaceChildren(el("line", { class: "cross", x1: this.x(when), x2: this.x(when), y1: TOP, y2: this.height - BOTTOM }),
      ...near.filter(({ p }) => p[1] !== null).map(({ one, panel, p }) => el("circle", { class: `series-${one.colour}`, cx: this.x(p[0]), cy: panel.y(p[1]), r: 3.5 })));
    this.tip.replaceChildren(el("div", { class: "muted" }, this.moment(when)),
      el("dl", {}, ...near.flatMap(({ one, p }) => [el("i", { class: `series-${one.colour}` }), el("dt", {}, one.key), el("dd", {}, p[1] === null ? "–" : value(one.key, p[1]))])));
    this.tip.hidden = false;
    const left = this.x(when) + 28;
    this.tip.style.left = `${left + this.tip.offsetWidth > this.host.clientWidth - 8 ? this.x(when) + 4 - this.tip.offsetWidth : left}px`;
    this.tip.style.top = "44px";
  }

  unpoint() {
    this.tip.hidden = true;
    this.mark?.replaceChildren();
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !this.x) return;
    event.preventDefault();
    const all = [...new Set(this.series.flatMap((one) => one.points.map((p) => p[0])))].sort((a, b) => a - b);
    const at = all.indexOf(this.at);
    const next = at < 0 ? all.length - 1 : Math.max(0, Math.min(all.length - 1, at + step));
    this.point(this.x(all[next]));
  }

  writeNumbers() {
    const rows = new Map();
    for (const one of this.series) for (const [at, v] of one.points) rows.set(at, { ...rows.get(at), [one.key]: v });
    const newest = [...rows].sort((a, b) => b[0] - a[0]).slice(0, 200);
    this.numbers.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, text("chart.time")), ...this.series.map((one) => el("th", { scope: "col" }, one.key)))),
      el("tbody", {}, ...newest.map(([at, held]) => el("tr", {}, el("td", {}, time(at)), ...this.series.map((one) => el("td", {}, held[one.key] === undefined || held[one.key] === null ? "–" : value(one.key, held[one.key]))))))));
  }
}
