/** Wires strip, table and time to the map's page: one selection, three views in step. */

import * as L from "leaflet";

import { searchOf } from "./address.js";
import { ChangeDialog } from "./change_dialog.js";
import { VIEWS } from "./classes.js";
import { Comparing, comparisonLane } from "./comparing.js";
import { bookmarked, Cuts } from "./cuts.js";
import { dayField } from "./day_field.js";
import { fieldDay } from "./days.js";
import { byId, h } from "./dom.js";
import { EventsTable } from "./events_table.js";
import { pieceAt } from "./intervals.js";
import { HistoryPanel } from "./history_panel.js";
import { lanes } from "./lanes.js";
import { desk, started } from "./main.js";
import { changeRows, PastedRows } from "./many_rows.js";
import { cmOfKm, kmOfCm, onRoute, parsePosition } from "./measures.js";
import { edgeMoved } from "./proposals.js";
import { SavedViews } from "./saved_views.js";
import { createStore } from "./store.js";
import { Strip } from "./strip.js";
import { TimeBar } from "./time_bar.js";
import { toast } from "./toast.js";
import { Watch } from "./watch.js";

const DEFAULT_VIEWS = "map,strip";
const CROSS_RADIUS = 8;
const { config, language, api, naming, register, store, map, tabs, shown } = desk;
const { t } = language;
const crosshair = createStore({ route: undefined, cm: undefined });
const pieces = new Map();
const dialog = new ChangeDialog(desk);
const layers = [...config.layers, ...config.computed];
let strip, table, comparing, cuts, savedViews, history, watch;
let drawing = Promise.resolve();

// ---- reading and drawing

/** Read every layer of the day and draw the strip; what the layers have become since is read again. */
async function readLanes() {
  const { as_of } = store.state;
  const names = layers.map(({ name }) => name);
  const { fail } = store.state;
  const [found, ...read] = await Promise.all([
    comparing.read(),
    ...names.map((name) => register.read(name, as_of)),
  ]);
  if (as_of !== store.state.as_of || fail !== store.state.fail) return;
  names.forEach((name, place) => pieces.set(name, read[place]));
  showLanes(found);
}

function showLanes(found = comparing.found) {
  const { route } = store.state;
  const read = (name) => pieces.get(name)?.get(route) ?? [];
  const recorded = lanes(config.layers, read, config.lists);
  const computed = (isOfSensors) => {
    const some = config.computed.filter(({ fails }) => fails === isOfSensors);
    return lanes(some.map(withoutKey), ofElement(read), config.lists);
  };
  const compared = comparisonLane(found, route, language);
  const above = [compared, ...watch.lanes(route)].filter(Boolean);
  const [sensed, others] = [computed(true), computed(false)];
  const made = watch.isLookedAt ? [...sensed, ...recorded, ...others] : [...recorded, ...others, ...sensed];
  strip.show([...above, ...made], { hidden: shown.hidden });
  showLane();
  cuts.show();
}

/** Of what is worked out for each element the strip has one lane: that of the element which the map shows. */
const withoutKey = (layer) => ({ ...layer, key: [] });

function ofElement(read) {
  const { element } = store.state;
  return (name) => read(name).filter((piece) => piece.element === undefined || piece.element === element);
}

function draw() {
  drawing = desk.busy(readLanes());
  return drawing;
}

/** Keep the strip's lane on the layer and element that the map shows. */
function showLane() {
  const { element } = store.state;
  const layer = store.state.layer === "requirement" ? "work" : store.state.layer;
  const lane =
    strip.lanes.find((one) => one.layer === layer && one.key.element === element) ??
    strip.lanes.find((one) => one.layer === layer);
  if (lane && strip.activeLane?.layer !== null) strip.activate(lane, false);
}

function stateChanged(state, changed) {
  const has = (...names) => names.some((name) => changed.has(name));
  if (has("as_of")) byId("as-of").value = fieldDay(state.as_of);
  if (has("as_of", "against", "fail")) draw();
  else if (has("layer", "element", "sensor")) desk.busy(comparing.read()).then(() => showLanes());
  else if (has("route")) showLanes();
  if (has("from_cm", "to_cm", "route")) {
    if (state.cm !== undefined) crosshair.set({ route: state.route, cm: state.cm });
    strip.redraw();
    cuts.show();
    historySoon();
  }
  if (has("views")) showViews();
  showRoutes();
}

// ---- the strip's gestures

const gestures = {
  choose: ({ route, cm }, lane) => {
    const mark = lane && pieceAt(lane.marks, cm);
    if (mark) store.set({ route, cm, from_cm: mark.from_cm, to_cm: mark.to_cm });
    else desk.choose({ route, cm });
    if (lane?.layer === "gap" && mark) watch.showGap();
  },
  select: (from_cm, to_cm) => store.set({ from_cm, to_cm, cm: undefined }),
  clear: () => store.set(desk.NO_STRETCH),
  lane: ({ layer, key }) => {
    if (!desk.views.includes(layer)) return;
    store.set({ layer, ...(key.element ? { element: key.element } : {}) });
  },
  edit: async (lane) => {
    if (lane?.layer && lane.writable) await formOn(lane);
    tabs.choose("tab-edit");
    byId("edit-main").querySelector("select, input")?.focus();
  },
  moveEdge: (lane, edge, to_cm) => askEdge(lane, edge, to_cm),
};

/** Let the form ask for the layer and key of a lane. */
function formOn({ layer, key }) {
  byId("edit-layer").value = layer;
  return desk.edit().build({ ...desk.edit().typed(), key, values: {} });
}

/** Ask for the new place of an edge, already filled in if it was pulled there. */
function askEdge(lane, edge, to_cm) {
  const { route } = store.state;
  const columns = naming.layer(lane.layer).values;
  const [left, right] = [edge.left, edge.right].map((mark) => mark?.name ?? t("unrecorded"));
  const input = h("input", { id: "edge-to", value: language.km(to_cm), "aria-describedby": "edge-to-error" });
  const wrong = h("p", { class: "error", id: "edge-to-error", hidden: true });
  dialog.open({
    title: t("move_edge", { lane: lane.label }),
    lines: [t("move_edge_line", { left, right, km: language.km(edge.at_cm) })],
    fields: [h("div", { class: "field" }, h("label", { for: "edge-to" }, t("edge_to")), input, wrong)],
    operations: () => {
      const cm = measureIn(input, wrong, route);
      const operation = cm === null ? null : edgeMoved(lane, route, edge, cm, columns);
      return operation ? [operation] : null;
    },
  });
  input.select();
}

function measureIn(input, place, route) {
  place.hidden = true;
  try {
    return onRoute(parsePosition(input.value, register.signs.get(route)), register.lengthOf(route));
  } catch (error) {
    if (!error.code) throw error;
    place.textContent = t(error.code, { given: error.given, length: language.km(register.lengthOf(route)) });
    place.hidden = false;
    return null;
  }
}

// ---- crosshair on the map

function wireCrosshair() {
  const cross = L.circleMarker([0, 0], {
    radius: CROSS_RADIUS,
    className: "map-crosshair",
    interactive: false,
  });
  crosshair.listen(({ route, cm }) => {
    const line = register.alignments.get(route);
    if (!line || cm === undefined) return cross.remove();
    const [longitude, latitude] = line.pointAt(cm);
    return cross.setLatLng([latitude, longitude]).addTo(map);
  });
  map.on("mousemove", ({ latlng }) => {
    const found = register.nearest([latlng.lng, latlng.lat]);
    if (map.getContainer().classList.contains("near-line"))
      crosshair.set({ route: found.route, cm: found.cm });
  });
}

// ---- views, routes, comparison

const viewsShown = () => new Set((store.state.views ?? DEFAULT_VIEWS).split(","));

function showViews() {
  const wanted = viewsShown();
  for (const button of document.querySelectorAll("[data-view]"))
    button.setAttribute("aria-pressed", String(wanted.has(button.dataset.view)));
  document.querySelector(".map-wrap").hidden = !wanted.has("map");
  byId("strip").hidden = !wanted.has("strip");
  byId("events").hidden = !wanted.has("table");
  map.invalidateSize();
}

function wireViews() {
  for (const button of document.querySelectorAll("[data-view]")) {
    button.addEventListener("click", () => {
      const wanted = viewsShown();
      if (!wanted.delete(button.dataset.view)) wanted.add(button.dataset.view);
      if (!wanted.size) return;
      const text = ["map", "strip", "table"].filter((name) => wanted.has(name)).join(",");
      store.set({ views: text === DEFAULT_VIEWS ? undefined : text });
    });
  }
  byId("print").addEventListener("click", () => window.print());
}

function showRoutes() {
  for (const button of byId("strip-routes").children)
    button.setAttribute("aria-pressed", String(button.dataset.route === store.state.route));
}

function wireRoutes() {
  const choose = (code) => store.set({ route: code, ...desk.NO_STRETCH });
  const button = ({ code }) =>
    h(
      "button",
      { type: "button", class: "button small", "data-route": code, onclick: () => choose(code) },
      code,
    );
  byId("strip-routes").replaceChildren(...config.routes.map(button));
  showRoutes();
}

function wireAgainst() {
  const error = byId("against-error");
  const day = dayField("against", () => {
    error.hidden = true;
    try {
      const against = day.get() ?? undefined;
      if (against && against < config.first_day)
        throw Object.assign(new Error(), { code: "before_register" });
      store.set({ against });
    } catch (problem) {
      if (!problem.code) throw problem;
      error.textContent = t(problem.code, { given: problem.given, day: language.day(config.first_day) });
      error.hidden = false;
    }
  });
  day.set(store.state.against);
  byId("compare-end").addEventListener("click", () => {
    day.set("");
    store.set({ against: undefined });
    byId("against").focus();
  });
}

/** A segment that another person merged away answers with what lies there now. */
function wireBookmarks() {
  byId("search").addEventListener(
    "submit",
    async (event) => {
      const text = byId("search-text").value.trim();
      const isKnown = [...shown.segments.values()].some((list) => list.some(({ code }) => code === text));
      if (isKnown || !/^\p{L}+-/u.test(text)) return showRow(event);
      event.preventDefault();
      event.stopImmediatePropagation();
      try {
        tellBookmark(await bookmarked(text, { api, store, language }));
      } catch (error) {
        if (!error.code) throw error;
        byId("search-text-error").textContent = error.message;
        byId("search-text-error").hidden = false;
      }
      return undefined;
    },
    { capture: true },
  );
}

/** After a search the strip shows the place as well. */
function showRow() {
  setTimeout(() => desk.isChosen() && strip.showStretch(store.state));
}

function tellBookmark(found) {
  const [stretch] = found.stretches;
  if (stretch)
    store.set({
      route: stretch.route,
      from_cm: cmOfKm(stretch.from_km),
      to_cm: cmOfKm(stretch.to_km),
      cm: undefined,
    });
  if (stretch) desk.showSelected();
  strip.showStretch(store.state);
  toast(
    [found.said, found.successors.map(({ code }) => code).join(", ")].filter(Boolean).join(" "),
    language,
  );
}

// ---- the table's acts

const rowsActs = () => ({
  chosen: ({ route, from_cm, to_cm, element }) => {
    store.set({ route, from_cm, to_cm, cm: undefined, ...(element ? { element } : {}) });
    desk.showSelected();
    strip.showStretch(store.state);
  },
  bulk: (layer, rows) => changeRows(layer, rows, { ...desk, dialog }),
  paste: (layer, text) => new PastedRows({ ...desk, dialog }).open(layer, text),
  said: (text) => toast(text, language),
  copied: (count) => toast(t("copied", { count: language.whole(count) }), language),
});

/** A stretch that is being pulled is read once it stands still. */
let reading;
function historySoon() {
  clearTimeout(reading);
  reading = setTimeout(() => history.show(), 250);
}

/** What was picked may not be there any more. */
function readAgain() {
  table.unpick();
  return table.read();
}

function open() {
  strip = new Strip({ language, register, store, crosshair, acts: gestures });
  watch = new Watch(desk, () => showLanes());
  comparing = new Comparing(desk);
  cuts = new Cuts({
    ...desk,
    dialog,
    segments: () => pieces.get("segment") ?? new Map(),
    cursor: () => Math.round(strip.cursor),
  });
  table = new EventsTable({ ...desk, inStep: VIEWS, acts: rowsActs() });
  savedViews = new SavedViews({ api, language, search: () => searchOf(store.state, config.today) });
  history = new HistoryPanel({ ...desk, place: byId("panel-history") });
  document.querySelector('[role="tablist"]').addEventListener("tabchosen", () => history.show());
  new TimeBar({ config, language, store, drawn: () => drawing });
}

/** Ask for the strip's layers while the map is still being drawn; what fails is asked for again, and said, later. */
function readAhead() {
  for (const { name } of layers) register.read(name, store.state.as_of).catch(() => null);
}

async function start() {
  readAhead();
  await started;
  open();
  wireViews();
  wireRoutes();
  wireAgainst();
  wireBookmarks();
  wireCrosshair();
  showViews();
  store.listen(stateChanged);
  desk.whenWritten.push(draw, readAgain, () => watch.forget(), () => history.show());
  document.addEventListener("themechange", () => strip.recolour());
  byId("legend").addEventListener("click", () => showLanes());
  await Promise.all([draw(), table.read(), savedViews.read()]);
  await watch.start();
  if (desk.isChosen()) strip.showStretch(store.state);
  document.documentElement.dataset.workspace = "ready";
  await addSensors();
}

/** What the line can be read without comes when the page can be used already. */
async function addSensors() {
  const { SensorsMap } = await import("./sensors_map.js");
  const sensors = new SensorsMap(desk);
  const show = (isOn) => desk.busy(sensors.show(isOn));
  desk.overlays.add({ name: "sensors", label: t("sensors"), isOn: true, show });
}

start();
