/** The dashboard: a line for each figure's series, each with its table, and the routes as miniature strips. */

import { Chart } from "chart";

import { createApi } from "./api.js";
import { byId, h, textTimes, token } from "./dom.js";
import { inUnit, inWords, unitName } from "./figures.js";
import { createLanguage } from "./language.js";
import { lanes } from "./lanes.js";
import { CM_PER_KM } from "./measures.js";
import { Register } from "./register.js";
import { endedSession } from "./session_end.js";
import { LANE_PX, StripCanvas } from "./strip_canvas.js";
import { toast } from "./toast.js";
import { whole } from "./window.js";

const config = JSON.parse(byId("config").textContent);
const language = createLanguage(config.language, config.words);
const { t } = language;
const api = createApi(config);
const register = new Register(api, config.urls, config.routes);
const sessionEnded = endedSession(config, language, () => null);
const charts = [];
let redrawn = [];

async function showSeries(place) {
  const code = place.dataset.spark;
  const { data } = await api.get(`figures/${code}/series`, { from: config.series_from });
  const points = data.filter(({ route }) => route === null);
  if (!points.some(({ state }) => state === "ok")) return place.remove();
  const canvas = place.querySelector("canvas");
  canvas.setAttribute("aria-label", t("series_of", { code }));
  charts.push(new Chart(canvas, lineOf(points)));
  return document.querySelector(`[data-series="${code}"]`).replaceChildren(tableOf(points));
}

function lineOf(points) {
  const [accent, muted] = ["accent", "muted"].map(token);
  const values = points.map(({ state, value }) => (state === "ok" ? value : null));
  const targets = points.map(({ target }) => target);
  const line = { pointRadius: 0, pointHitRadius: 12, borderWidth: 2 };
  return {
    type: "line",
    data: {
      labels: points.map(({ as_of }) => language.day(as_of)),
      datasets: [
        { ...line, label: unitName(points[0].unit, t), data: values, borderColor: accent, stepped: "before" },
        {
          ...line,
          label: t("target", { value: "" }).trim(),
          data: targets,
          borderColor: muted,
          borderDash: [4, 4],
          borderWidth: 1,
        },
      ],
    },
    options: {
      animation: false,
      locale: language.language,
      maintainAspectRatio: false,
      plugins: { legend: { display: false } },
      scales: {
        x: { display: false },
        y: {
          ticks: { color: muted, maxTicksLimit: 3 },
          grid: { display: false },
          border: { display: false },
        },
      },
    },
  };
}

function tableOf(points) {
  const row = (point) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, language.day(point.as_of)),
      h("td", { class: "number" }, inWords(point, language)),
      h("td", { class: "number" }, targetOf(point)),
    );
  const heads = ["series_day", "value", "series_target"].map((key, place) =>
    h("th", { scope: "col", class: place ? "number" : "" }, t(key)),
  );
  return h(
    "table",
    { class: "compact plain-table" },
    h("thead", {}, h("tr", {}, heads)),
    h("tbody", {}, [...points].reverse().map(row)),
  );
}

/** A target is told as a value of its figure is; there is none before the first year that has one. */
function targetOf(point) {
  if (point.target === null) return t("series_no_target");
  return inUnit(point.target, point.unit, language);
}

async function showStrips() {
  const names = ["work", "requirement"].filter((name) => config.layers.some((one) => one.name === name));
  const read = await Promise.all(names.map((name) => register.read(name, config.today)));
  const layers = config.layers.filter(({ name }) => names.includes(name));
  const drawn = [];
  for (const { code, name, length_cm } of config.routes) {
    const made = lanes(layers, (layer) => read[names.indexOf(layer)].get(code) ?? [], config.lists);
    const shown = made.filter(({ marks, required }) => marks.length || required.length);
    drawn.push(...shown);
    byId("mini-strips").append(
      h("h3", {}, `${code} · ${name}`),
      ...shown.map((lane) => miniature(lane, code, length_cm)),
    );
  }
  byId("mini-legend").replaceChildren(...legendOf(drawn).map(sample));
  for (const act of redrawn) act();
}

/** Return a lane for each class that stands in the lanes, and one for what is required, each with its name. */
function legendOf(shown) {
  const [from_cm, to_cm] = [0, 1];
  const classes = new Map(shown.flatMap(({ marks }) => marks).map((mark) => [mark.shown, mark]));
  const order = (config.lists.work_status ?? []).map(({ code }) => code);
  const found = [...classes.values()].sort((a, b) => order.indexOf(a.shown) - order.indexOf(b.shown));
  const samples = found.map((mark) => ({ name: mark.name, marks: [{ ...mark, from_cm, to_cm }], required: [] }));
  const isRequired = shown.some(({ required }) => required.length);
  const line = { name: t("strip_required"), marks: [], required: [{ from_cm, to_cm }] };
  return isRequired ? [...samples, line] : samples;
}

function sample(lane) {
  const canvas = h("canvas", { class: "mini-strip", "aria-hidden": "true" });
  const place = h("div", { class: "mini-sample" }, canvas);
  keepDrawn(canvas, lane, { from_cm: 0, to_cm: 1 });
  return h("li", {}, place, h("span", { class: "capital" }, lane.name));
}

function keepDrawn(canvas, lane, window) {
  const drawn = new StripCanvas(canvas);
  redrawn.push(() => {
    drawn.recolour();
    const lane_px = Math.round(LANE_PX * textTimes());
    drawn.setLane(lane_px);
    drawn.resize(canvas.parentElement.clientWidth, lane_px);
    canvas.style.height = `${lane_px}px`;
    drawn.draw([lane], window);
  });
}

function miniature(lane, route, length_cm) {
  const text = laneInWords(lane);
  const canvas = h("canvas", { class: "mini-strip", role: "img", "aria-label": `${route}: ${text}` });
  const search = new URLSearchParams({ layer: lane.layer, route, ...lane.key });
  keepDrawn(canvas, lane, whole(length_cm));
  return h(
    "div",
    { class: "mini-row" },
    h("a", { class: "capital", href: `${config.workspace}?${search}` }, text),
    h("div", {}, canvas),
  );
}

/** Of works the kilometres that count as built stand beside the name: works under way are recorded too. */
function laneInWords({ layer, label, marks }) {
  const built = new Set((config.lists.work_status ?? []).filter((one) => one.counts_built).map(({ code }) => code));
  const counted = layer === "work" ? marks.filter(({ shown }) => built.has(shown)) : marks;
  const km = language.number(counted.reduce((sum, { from_cm, to_cm }) => sum + to_cm - from_cm, 0) / CM_PER_KM);
  return layer === "work" ? t("lane_built", { name: label, km }) : `${label}, ${km}\u00a0km`;
}

/** What cannot be read is told; the other parts of the page stand. */
function told(error) {
  if (!error.code) throw error;
  if (error.isSessionEnded) sessionEnded(error);
  else toast(`${language.t("read_failed")} ${error.message}`, language);
}

function recolour() {
  for (const act of redrawn) act();
  const [accent, muted] = ["accent", "muted"].map(token);
  for (const chart of charts) {
    chart.data.datasets[0].borderColor = accent;
    chart.data.datasets[1].borderColor = chart.options.scales.y.ticks.color = muted;
    chart.update();
  }
}

document.addEventListener("themechange", recolour);
addEventListener("resize", () => redrawn.forEach((act) => act()));
const parts = [...[...document.querySelectorAll("[data-spark]")].map(showSeries), showStrips()];
await Promise.all(parts.map((part) => part.catch(told)));
document.documentElement.dataset.ready = "true";
