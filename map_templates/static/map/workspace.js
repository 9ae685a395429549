/** Wires strip, table and time to the map's page: one selection, three views in step. */

import * as L from "leaflet";

import { loaded } from "./api.js";
import { mayMove, tellPosition } from "./border_map.js";
import { VIEWS } from "./classes.js";
import { Comparing, comparisonLane } from "./comparing.js";
import { dayField } from "./day_inputs.js";
import { byId, h, painted } from "./dom.js";
import { pieceAt } from "./intervals.js";
import { lanes } from "./lanes.js";
import { complete, desk, drawnFirst } from "./main.js";
import "./page.js";
import { createStore } from "./store.js";
import { Strip } from "./strip.js";
import { toast } from "./toast.js";
import { Views } from "./views.js";

const CROSS_RADIUS = 8;
const CROSS_PANE = "crosshair";
const CROSS_DEPTH = 450;
/** A place that the keys go to stays so far inside the map. */
const KEPT_PX = [40, 40];
const { config, language, api, register, store, map, tabs, shown } = desk;
const { t } = language;
const crosshair = createStore({ route: undefined, cm: undefined });
const pieces = new Map();
let strip, views, comparing, watch, tools, haveTools;
const toolsMade = new Promise((resolve) => (haveTools = resolve));
let drawing = Promise.resolve();

// ---- reading and drawing

/** Read what is recorded on the day and draw the strip; what the layers have become since is read again. */
async function readLanes() {
  const { as_of } = store.state;
  const draft = desk.drafts.state;
  register.readDay(namesOf(config.layers), as_of);
  const [found, ...read] = await Promise.all([comparing.read(), ...readEach(config.layers, as_of)]);
  if (as_of !== store.state.as_of || draft !== desk.drafts.state) return;
  namesOf(config.layers).forEach((name, place) => pieces.set(name, read[place]));
  strip.draft = draft;
  showLanes(found);
  desk.drafts.tell(byId("strip-draft"));
}

/** Read what is worked out for the day, which takes longer, and draw it as well. */
async function readComputed() {
  const { as_of, fail } = store.state;
  const read = await Promise.all(readEach(config.computed, as_of));
  if (as_of !== store.state.as_of || fail !== store.state.fail) return;
  namesOf(config.computed).forEach((name, place) => pieces.set(name, read[place]));
  showLanes();
}

const namesOf = (layers) => layers.map(({ name }) => name);
const readEach = (layers, as_of) => layers.map(({ name }) => register.read(name, as_of));

function showLanes(found = comparing.found) {
  const { route } = store.state;
  const read = (name) => pieces.get(name)?.get(route) ?? [];
  const recorded = lanes(config.layers, read, config.lists);
  const computed = (isOfSensors) => {
    const some = config.computed.filter(({ fails }) => fails === isOfSensors);
    return lanes(some.map(withoutKey), ofElement(read), config.lists);
  };
  const compared = comparisonLane(found, route, language);
  const above = [compared, ...(watch?.lanes(route) ?? [])].filter(Boolean);
  const [sensed, others] = [computed(true), computed(false)];
  const made = watch?.isLookedAt ? [...sensed, ...recorded, ...others] : [...recorded, ...others, ...sensed];
  strip.show([...above, ...made], { hidden: shown.hidden });
  showLane();
  tools?.cuts.show();
}

/** Of what is worked out for each element the strip has one lane: that of the element which the map shows. */
const withoutKey = (layer) => ({ ...layer, key: [] });

function ofElement(read) {
  const { element } = store.state;
  return (name) => read(name).filter((piece) => piece.element === undefined || piece.element === element);
}

function draw() {
  drawing = desk.busy(Promise.all([readLanes(), readComputed()]).then(() => true));
  return drawing;
}

/** Read the strip again as soon as the chosen draft is another one; a dialog that rests on the strip looks again then. */
async function followDraft() {
  if (desk.drafts.state === strip.draft) return;
  await desk.busy(readLanes());
  tools?.dialog.refresh();
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
  if (has("as_of", "against", "fail")) draw();
  else if (has("layer", "element", "sensor")) desk.busy(comparing.read()).then(() => showLanes());
  else if (has("route")) showLanes();
  if (has("from_cm", "to_cm", "route")) {
    if (state.cm !== undefined) crosshair.set({ route: state.route, cm: state.cm });
    strip.redraw();
    tools?.cuts.show();
    tools?.historySoon();
  }
  showRoutes();
}

// ---- the strip's gestures

const gestures = {
  choose: ({ route, cm }, lane) => {
    const mark = lane && pieceAt(lane.marks, cm);
    if (mark) store.set({ route, cm, from_cm: mark.from_cm, to_cm: mark.to_cm });
    else desk.choose({ route, cm });
    if (lane?.layer === "gap" && mark) watch?.showGap();
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
  follow: ({ route, cm }) => {
    const line = register.alignments.get(route);
    if (line) map.panInside(latlngOf(line, cm), { padding: KEPT_PX, animate: mayMove() });
  },
  moveEdge: async (lane, edge, to_cm) => (await toolsMade).askEdge(lane, edge, to_cm),
};

/** Let the form ask for the layer and key of a lane. */
async function formOn({ layer, key }) {
  const form = await desk.edit();
  byId("edit-layer").value = layer;
  return form.build({ ...form.typed(), key, values: {} });
}

// ---- crosshair on the map

const latlngOf = (line, cm) => L.latLng(line.pointAt(cm).toReversed());

/** The strip's cursor is on the map as well, and read out there unless the pointer itself is over the map. */
function wireCrosshair() {
  let isOnMap = false;
  map.createPane(CROSS_PANE).style.zIndex = CROSS_DEPTH;
  map.getPane(CROSS_PANE).style.pointerEvents = "none";
  const cross = L.circleMarker([0, 0], {
    radius: CROSS_RADIUS,
    pane: CROSS_PANE,
    className: "map-crosshair",
    interactive: false,
  });
  crosshair.listen(({ route, cm }) => {
    const line = register.alignments.get(route);
    if (!line || cm === undefined) return cross.remove();
    const latlng = latlngOf(line, cm);
    if (!isOnMap) tellPosition(latlng, { route, cm }, register, language);
    return cross.setLatLng(latlng).addTo(map);
  });
  const over = (isOver) => () => (isOnMap = isOver);
  map.on("mouseover", over(true)).on("mouseout", over(false));
  map.on("mousemove", ({ latlng }) => {
    const found = register.nearest([latlng.lng, latlng.lat]);
    if (map.getContainer().classList.contains("near-line"))
      crosshair.set({ route: found.route, cm: found.cm });
  });
}

// ---- routes, comparison

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
  const day = dayField("against", () => {
    const stays = store.state.against;
    const act = () => {
      const typed = day.get();
      store.set({ against: typed ? desk.withinRegister(typed) : undefined });
    };
    desk.wrong("against", act, stays ? t("day_stays", { day: language.day(stays) }) : t("no_comparison"));
    day.set(store.state.against);
  });
  day.set(store.state.against);
  byId("compare-end").addEventListener("click", () => {
    day.set("");
    store.set({ against: undefined });
    byId("against").focus();
  });
}

/** After a search the strip shows the place as well, and its keys go on from there; a strip that is hidden takes no focus. */
function showFound(said) {
  if (desk.isChosen()) strip.showStretch(store.state);
  if (views.pane === "layers") views.openPane("map");
  if (desk.isChosen()) strip.plot.focus({ preventScroll: true });
  if (said) toast(said, language);
}

// ---- what comes when

/** Show the strip and listen: from then on map and strip can be used. */
async function open() {
  views = new Views(desk);
  await drawnFirst;
  comparing = new Comparing(desk);
  strip = new Strip({ language, register, store, crosshair, acts: gestures });
  wireRoutes();
  wireCrosshair();
  store.listen(stateChanged);
  document.addEventListener("themechange", () => strip.recolour());
  byId("legend").addEventListener("click", () => showLanes());
  desk.whenFound.push(showFound);
  await desk.busy(readLanes());
  desk.drafts.listen(followDraft);
  if (desk.isChosen()) strip.showStretch(store.state);
  document.documentElement.dataset.interactive = "true";
  await painted();
}

/** Bring what is not needed for looking: table, dialogs, kept views, what surveillance sees. */
async function equip() {
  const completed = complete();
  completed.catch(() => null); // told when it is waited for
  const [{ Tools }, { Watch }, { Paper }] = await Promise.all([
    loaded(import("./tools.js")),
    loaded(import("./watch.js")),
    loaded(import("./paper.js")),
  ]);
  const segments = () => pieces.get("segment") ?? new Map();
  tools = new Tools({ desk, strip, segments, drawn: () => drawing });
  haveTools(tools);
  watch = new Watch(desk, () => showLanes());
  new Paper({ ...desk, strip, table: () => tools.table });
  wireAgainst();
  desk.whenWritten.push(draw, () => tools.readAgain(), () => watch.forget());
  drawing = desk.busy(readComputed());
  await Promise.all([tools.read(), completed, drawing, watch.start()]);
  tools.restore();
  document.documentElement.dataset.workspace = "ready";
}

/** What the line can be read without comes when the page can be used already; the rest when it is switched on. */
function addThings() {
  addAsked("sensors", async () => new (await loaded(import("./sensors_map.js"))).SensorsMap(desk), true);
  addAsked("structures", async () => new (await loaded(import("./structures_map.js"))).StructuresMap(desk));
  addAsked("parcels", async () => new (await loaded(import("./parcels_map.js"))).ParcelsMap(desk));
}

/** Offer things of which neither module nor data is asked for before they are switched on; what failed is made again. */
function addAsked(name, make, isOn = false) {
  let made, wanted;
  const asked = async () => {
    if (wanted) made ??= make();
    if (!made) return;
    const asking = made;
    const things = await asking.catch((error) => {
      if (made === asking) made = undefined;
      throw error;
    });
    await things.show(wanted);
  };
  const show = (isOn) => {
    wanted = isOn;
    return desk.busy(asked());
  };
  desk.whenWritten.push(() => wanted && !made && show(true));
  desk.overlays.add({ name, label: t(name), isOn, show });
}

/** A part that does not come leaves controls that do nothing: it is said, and the address brings all back. */
function incomplete(error) {
  if (!error.code) throw error;
  toast(t("page_incomplete"), language, { text: t("load_again"), act: () => location.reload() });
}

await open();
await equip().then(addThings, incomplete);
