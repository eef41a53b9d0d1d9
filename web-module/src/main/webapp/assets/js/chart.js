// A line chart in SVG: real gaps stay gaps, colours are classes (Okabe-Ito in device.css), the same numbers as a table.
import { day, number, time, value } from "./format.js";
import { el, text } from "./texts.js";

const HEIGHT = 260, LEFT = 52, RIGHT = 12, TOP = 10, BOTTOM = 24;
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

export class Chart {
  /** @param host the .chart element; @param describe called with the words for a screen reader */
  constructor(host) {
    this.host = host;
    this.series = [];
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

  /** series: [{key, colour (1…6), points: [[millis, value], …] in order}] */
  show(series, from, to, gap) {
    Object.assign(this, { series, from, to, gap });
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
    const values = this.series.flatMap((one) => one.points.map((p) => p[1])).filter((v) => v !== null && v !== undefined);
    this.legend.replaceChildren(...this.series.map((one) => el("li", {}, el("i", { class: `series-${one.colour}` }), el("span", {}, one.key), el("b", {}, one.points.length ? value(one.key, one.points[one.points.length - 1][1]) : "–"))));
    if (width < 50) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    if (!values.length) { this.svg.replaceChildren(); this.numbers.replaceChildren(); return; }
    let low = Math.min(...values), high = Math.max(...values);
    const room = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
    const floor = low >= 0 && low - room < 0 ? 0 : low - room;
    [low, high] = [floor, high + room];
    const x = (at) => LEFT + ((at - this.from) / (this.to - this.from)) * (width - LEFT - RIGHT);
    const y = (v) => TOP + (1 - (v - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
    Object.assign(this, { x, y, width });
    this.svg.replaceChildren(this.grid(low, high), ...this.series.map((one) => el("path", { class: `series series-${one.colour}`, d: path(one.points, x, y, this.gap) })), (this.mark = el("g")));
    this.svg.setAttribute("aria-label", this.words());
    if (!this.numbers.hidden) this.writeNumbers();
  }

  grid(low, high) {
    const g = el("g");
    const sole = this.series.length === 1 ? this.series[0].key : null;
    for (const v of marks(low, high, 5)) {
      g.append(el("line", { class: "grid", x1: LEFT, x2: this.width - RIGHT, y1: this.y(v), y2: this.y(v) }));
      g.append(el("text", { x: LEFT - 8, y: this.y(v) + 4, "text-anchor": "end" }, sole && /bytes/i.test(sole) ? value("bytes", v) : number(v)));
    }
    const span = this.to - this.from;
    const step = STEPS.find((n) => span / n <= Math.max(3, this.width / 110)) ?? 48 * HOUR;
    const offset = new Date(this.to).getTimezoneOffset() * 60e3;
    for (let at = Math.ceil((this.from - offset) / step) * step + offset; at <= this.to; at += step) {
      const words = step >= 24 * HOUR ? day(at).replace(/,? \d{4}$/, "") : step < 60e3 ? time(at) : time(at).slice(0, 5);
      const anchor = this.x(at) < LEFT + 18 ? "start" : this.x(at) > this.width - 24 ? "end" : "middle";
      g.append(el("text", { x: this.x(at), y: HEIGHT - 6, "text-anchor": anchor }, words));
    }
    return g;
  }

  words() {
    return this.series.filter((one) => one.points.length).map((one) => {
      const all = one.points.map((p) => p[1]).filter((v) => v !== null);
      return text("chart.words", one.key, value(one.key, all[all.length - 1]), value(one.key, Math.min(...all)), value(one.key, Math.max(...all)));
    }).join(" ");
  }

  /** Shows what the series held nearest to a place in the picture. */
  point(px) {
    if (!this.series.some((one) => one.points.length) || !this.x) return;
    const at = this.from + ((px - LEFT) / (this.width - LEFT - RIGHT)) * (this.to - this.from);
    const near = this.series.filter((one) => one.points.length).map((one) => ({ one, p: one.points.reduce((a, b) => (Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a)) }));
    const when = near.reduce((a, b) => (Math.abs(b.p[0] - at) < Math.abs(a.p[0] - at) ? b : a)).p[0];
    this.at = when;
    this.mark.replaceChildren(el("line", { class: "cross", x1: this.x(when), x2: this.x(when), y1: TOP, y2: HEIGHT - BOTTOM }),
      ...near.filter(({ p }) => p[1] !== null).map(({ one, p }) => el("circle", { class: `series-${one.colour}`, cx: this.x(p[0]), cy: this.y(p[1]), r: 3.5 })));
    this.tip.replaceChildren(el("div", { class: "muted" }, `${this.to - this.from > 24 * HOUR ? `${day(when)} ` : ""}${time(when)}`),
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
