/** Wires the map page: state, register, map, panels and form. */

import { readAddress, searchOf } from "./address.js";
import { addressNotice } from "./address_notice.js";
import { takeAhead } from "./ahead.js";
import { createApi, loaded } from "./api.js";
import { bookmarkOrReason } from "./bookmark.js";
import { createMap, listenToClicks, mayMove, showReadout } from "./border_map.js";
import { drawn, hasElement, layersOf, legend, READINESS, view, VIEWS } from "./classes.js";
import { dayField } from "./day_inputs.js";
import { byId, h, option } from "./dom.js";
import { draftedFigures } from "./draft_figures.js";
import { Drafts } from "./drafts.js";
import { showFigures } from "./figures.js";
import { Handles } from "./handles.js";
import { pieceAt } from "./intervals.js";
import { editOf, known } from "./known.js";
import { createLanguage } from "./language.js";
import { showLegend } from "./legend.js";
import { showList } from "./list.js";
import { MapLines } from "./map_lines.js";
import { CM_PER_KM, kmOfCm } from "./measures.js";
import { createNaming } from "./naming.js";
import { Overlays } from "./overlays.js";
import { Painter } from "./painter.js";
import { Register } from "./register.js";
import { Search } from "./search.js";
import { showSelection } from "./selection.js";
import { endedSession } from "./session_end.js";
import { createStore } from "./store.js";
import { createTabs } from "./tabs.js";
import { toast } from "./toast.js";
import { createWriting } from "./writing.js";

/** The figure whose exclusions the layers of works and requirements show. */
const FIGURE = "K1";
const AROUND_A_METRE_CM = CM_PER_KM / 2;
/** Tabs that stay when a place is chosen on the map: what they show follows it. */
const STAYING = ["tab-edit", "tab-watch"];
const NO_STRETCH = { from_cm: undefined, to_cm: undefined, cm: undefined };

const config = JSON.parse(byId("config").textContent);
const language = createLanguage(config.language, config.words);
const { t } = language;
const api = createApi(config, takeAhead);
const drafts = new Drafts({ config, api, language });
const computed = config.computed.map(({ name }) => name);
const views = [...VIEWS, ...computed];
const naming = createNaming({ lists: config.lists, layers: [...config.layers, ...config.computed] }, language);
const switchedOff = () => store.state.fail;
const drafted = (byRoute, layer, as_of) => drafts.leaves(byRoute, naming.layer(layer), as_of);
const readings = { computed: config.computed, failed: switchedOff, drafted };
const register = new Register(api, config.urls, config.routes, readings);
const asked = known(readAddress(location.search), config, views);
const { segment: askedSegment, edit: askedEdit, ...askedState } = asked.state;
/** Whether the page opens with the form that the address asks for: nothing else takes its place. */
const opensForm = Boolean(naming.layer(editOf(askedEdit)[0])?.writable);
const store = createStore({ ...defaults(), ...askedState });
const map = createMap(language);
const overlays = new Overlays(map, store, language);
const painter = new Painter(map, register, language);
const lines = new MapLines(map, register, { busy, drawn: redraw });
const moved = (from_cm, to_cm) => store.set({ from_cm, to_cm, cm: undefined });
const handles = new Handles(map, register, language, moved);
const tablist = document.querySelector('[role="tablist"]');
const tabs = createTabs(tablist);
const nothing = { view: { classes: [], pieces: new Map() }, segments: new Map(), hidden: new Set() };
const shown = { ...nothing, figures: { figures: [], behind: [] } };
/** The form comes when the map can be used already; who needs it earlier waits for it. */
let haveForm;
const formMade = new Promise((resolve) => (haveForm = resolve));
let documents, asOfField, madeForm;
const sessionEnded = endedSession(config, language, () => madeForm);
const { written, undo } = createWriting({ api, language, naming, drafts, sessionEnded, readWritten });

function defaults() {
  const [element, route] = [config.lists.element[0]?.code, config.routes[0]?.code];
  return { layer: "work", element, as_of: config.today, route, ...NO_STRETCH };
}

/** Tell what of the address this register does not have, and what is shown instead. */
async function tellAddress() {
  const said = [notice(), askedSegment ? await followSegment() : ""].filter(Boolean).join(" ");
  if (said) toast(said, language);
}

function notice() {
  const { layer, element, route, as_of } = store.state;
  const shown = {
    ...{ route, as_of: language.day(as_of), layer: labelOf(layer), views: t("address_views_shown"), over: t("sensors") },
    element: naming.names.element?.get(element) ?? element,
    ...{ ground: t("ground_ours"), shares: t("address_shares_shown"), side: t("address_side_shown"), sort: t("address_sort_shown") },
    having: t("address_having_shown"),
  };
  const limits = { ...config, length_cm: route ? register.lengthOf(route) : 0 };
  return addressNotice(asked.unknown, shown, language, limits);
}

/** A segment that the address names is chosen, or what lies there now; without one the page opens as it is. */
async function followSegment() {
  const { place, said } = await bookmarkOrReason(askedSegment, store.state.as_of, { api, language });
  if (place) store.set(place);
  return said;
}

// ---- reading and showing

/** Read what the map shows; when something else was asked for meanwhile, that counts, whichever answer comes last. */
async function readView() {
  const { layer, element, as_of, fail } = store.state;
  const draft = drafts.state;
  const names = layersOf(layer);
  register.readDay(config.layers.map(({ name }) => name), as_of);
  const counted = hasElement(layer) ? countedElements(as_of) : [];
  const [segments, ...read] = await Promise.all([
    register.read("segment", as_of),
    ...names.map((name) => register.read(name, as_of, hasElement(name) ? element : undefined)),
  ]);
  const isAsked = Object.entries({ layer, element, as_of, fail }).every(([name, value]) => store.state[name] === value);
  if (!isAsked || draft !== drafts.state) return readView();
  const pieces = Object.fromEntries(names.map((name, place) => [name, read[place]]));
  const routes = config.routes.map(({ code }) => code);
  const counts = ({ indicator }) => indicator === FIGURE && counted.includes(element);
  const readPieces = (name, route) => {
    const found = pieces[name].get(route) ?? [];
    if (name === READINESS) return found.filter((piece) => piece.element === element);
    return name === "exclusion" && hasElement(layer) ? found.filter(counts) : found;
  };
  Object.assign(shown, { segments, draft, as_of });
  shown.view = view(layer, routes, readPieces, config.lists, naming.layer(layer));
  shown.view.classes = shown.view.classes.map((one) => ({ ...one, name: one.name ?? t(one.word ?? one.code, one) }));
  return undefined;
}

async function showView() {
  await busy(readView());
  tellDay();
  paint();
  select();
}

/** A day that could not be read leaves the views on another one: that is told until it is read. */
function tellDay() {
  const { as_of } = store.state;
  const isOther = shown.as_of !== undefined && shown.as_of !== as_of;
  const days = { day: language.day(as_of), shown: language.day(shown.as_of ?? as_of) };
  if (isOther) mistaken("as-of", t("day_not_read", days));
  else if (shown.isBehind) right("as-of");
  shown.isBehind = isOther;
}

function paint() {
  const { classes } = shown.view;
  drafts.tell(byId("map-draft"), computed.includes(store.state.layer));
  painter.paint({ drawn: drawn(shown.view), classes }, shown.segments, shown.hidden);
  showLegend(byId("legend"), legend(shown.view), shown.hidden, language, toggleClass);
  listRows();
}

function redraw() {
  paint();
  select();
}

function toggleClass(code) {
  if (!shown.hidden.delete(code)) shown.hidden.add(code);
  paint();
  document.querySelector(`[data-class="${code}"]`)?.focus();
}

/** The list is made when somebody looks at it. */
function listRows() {
  if (byId("panel-list").hidden) return;
  const byCode = new Map(shown.view.classes.map((one) => [one.code, one]));
  const rows = [...shown.view.pieces].flatMap(([route, pieces]) =>
    pieces
      .filter((piece) => !shown.hidden.has(piece.shown))
      .map((piece) => ({ ...piece, route, one: byCode.get(piece.shown) ?? {}, name: nameOf(piece, byCode) })),
  );
  const { value } = byId("layer");
  const title = byId("layer").querySelector(`[value="${value}"]`)?.textContent ?? value;
  showList(byId("list-rows"), title, rows, store.state, language, ({ route, from_cm, to_cm }) => {
    store.set({ route, from_cm, to_cm, cm: undefined });
    showSelected();
  });
}

function nameOf(piece, byCode) {
  return store.state.layer === "segment" ? piece.code : byCode.get(piece.shown)?.name ?? piece.shown;
}

/** Return the elements that the figure asks for on a day; none before its first definition. */
function countedElements(as_of) {
  const holds = ({ from_day, until_day }) => from_day <= as_of && (!until_day || as_of < until_day);
  return config.counted.find(holds)?.elements ?? [];
}

async function readFigures() {
  const { as_of } = store.state;
  const draft = drafts.state;
  const found = await draftedFigures(as_of, FIGURE, desk);
  if (as_of !== store.state.as_of || draft !== drafts.state) return;
  shown.figures = { ...found, as_of };
  showFigures({ first: byId("figures"), more: byId("more-figures") }, shown.figures, naming.names, language);
}

/** Show the register as another draft would leave it, or as it is. */
async function followDraft() {
  if (drafts.state !== shown.draft) await Promise.all([showAll(), explain()]);
}

async function readLedger() {
  const { data } = await api.get("ledger");
  byId("ledger-number").textContent = data.number;
  byId("ledger-head").textContent = data.head.slice(0, 12);
}

/** Show that the register is being read; what fails is said, and can be tried again. */
async function busy(reading) {
  byId("loading").hidden = false;
  try {
    return await reading;
  } catch (error) {
    if (!error.code) throw error;
    return failed(error);
  } finally {
    byId("loading").hidden = true;
  }
}

function failed(error) {
  if (error.isSessionEnded) return sessionEnded(error);
  if (error.where === "fail") return endOutage(error);
  const cause = error.message || t(error.code === "offline" ? "offline" : "server_error");
  const text = `${t("read_failed")} ${cause}`;
  return toast(text, language, { text: t("try_again"), act: showAgain });
}

/** An outage of what is not there is no outage: the views go on without it. */
function endOutage({ message }) {
  store.set({ fail: undefined });
  toast(`${message} ${t("address_instead", { what: t("address_no_outage") })}`, language);
}

/** Read again in every view, first what the map has no lines or signs of. */
async function showAgain() {
  if (!(await lines.again(store.state.as_of))) return;
  await drawnFirst;
  await lines.whole();
  await Promise.all([showAll(), explain(), documents?.show(), ...desk.whenWritten.map((act) => act())]);
}

async function showAll() {
  await Promise.all([showView(), busy(readFigures())]);
}

// ---- choosing

function isChosen({ from_cm, to_cm } = store.state) {
  return from_cm < to_cm;
}

function choose({ route, cm }) {
  const pieces = shown.segments.get(route) ?? shown.view.pieces.get(route) ?? [];
  store.set({ route, cm, ...stretchOf(pieceAt(pieces, cm), route, cm) });
}

function stretchOf(piece, route, cm) {
  if (piece) return { from_cm: piece.from_cm, to_cm: piece.to_cm };
  const length_cm = register.lengthOf(route);
  return { from_cm: Math.max(0, cm - AROUND_A_METRE_CM), to_cm: Math.min(length_cm, cm + AROUND_A_METRE_CM) };
}

function chooseIn(byRoute) {
  const { route, cm, from_cm } = store.state;
  const at = cm ?? from_cm;
  store.set(stretchOf(pieceAt(byRoute.get(route) ?? [], at), route, at));
}

function showSelected(animate = mayMove()) {
  const { route, from_cm, to_cm } = store.state;
  const options = { maxZoom: 14, padding: [40, 40], animate };
  map.fitBounds(register.alignments.get(route).bounds(from_cm, to_cm), options);
}

function select() {
  const { state } = store;
  const selection = isChosen() && register.hasLines ? state : null;
  painter.select(selection);
  handles.show(selection);
  showSelection(byId("selection"), state, register, shown.segments, language, {
    segment: () => chooseIn(shown.segments),
    piece: () => chooseIn(shown.view.pieces),
    show: () => showSelected(),
    unselect: () => store.set(NO_STRETCH),
  });
}

async function explain() {
  const { route, cm, from_cm, as_of } = store.state;
  const at = cm ?? from_cm;
  const say = (name, text) => byId("panel-explain").replaceChildren(h("p", { class: name }, text));
  if (!isChosen()) {
    say("muted", t("explain_empty"));
    return;
  }
  try {
    const { data } = await api.get("explain", { route, km: kmOfCm(at), as_of });
    if (at !== (store.state.cm ?? store.state.from_cm) || route !== store.state.route) return;
    const { showExplanation } = await loaded(import("./explain.js"));
    showExplanation(byId("panel-explain"), data, { route, cm: at }, naming, language, config.urls);
    if (drafts.draft) byId("panel-explain").prepend(h("p", { class: "draft-note" }, drafts.said(true)));
  } catch (error) {
    if (!error.code) throw error;
    say("error", error.message || t("read_failed"));
  }
}

// ---- what was written

/** Read again what is shown: something was written. */
async function readWritten() {
  register.forget();
  await Promise.all([showAgain(), readLedger()]);
}

// ---- controls

const labelOf = (layer) => ({ work: t("layer_work"), requirement: t("layer_requirement") })[layer] ?? naming.label(layer);

function wireControls() {
  byId("layer").replaceChildren(...views.map((name) => option(name, labelOf(name))));
  byId("element").replaceChildren(...config.lists.element.map(({ code, name }) => option(code, name)));
  byId("search-route").replaceChildren(...config.routes.map(({ code }) => option(code, code)));
  byId("layer").addEventListener("change", ({ target }) => store.set({ layer: target.value }));
  byId("element").addEventListener("change", ({ target }) => store.set({ element: target.value }));
  new Search({ ...desk, segments: () => shown.segments, found: (said) => desk.whenFound.forEach((act) => act(said)) });
  asOfField = dayField("as-of", asOf);
  showControls();
}

function showControls() {
  const { layer, element, route, as_of } = store.state;
  byId("layer").value = layer;
  byId("element").value = element;
  byId("element-field").hidden = !hasElement(layer);
  byId("search-route").value = route;
  asOfField.set(as_of);
}

/** Show the typed day; of one that cannot be shown it is told why, and the field says again what all views show. */
function asOf() {
  const act = () => store.set({ as_of: withinRegister(asOfField.get() ?? config.today) });
  wrong("as-of", act, t("day_stays", { day: language.day(store.state.as_of) }));
  asOfField.set(store.state.as_of);
}

/** Return a day that the register can answer for; one before or after is a mistake that is told. */
function withinRegister(iso) {
  const { first_day, last_day } = config;
  if (first_day <= iso && iso <= last_day) return iso;
  const [code, limit] = iso < first_day ? ["before_register", first_day] : ["after_register", last_day];
  throw Object.assign(new Error(), { code, given: language.day(iso), day: language.day(limit) });
}

/** Run `act`; a mistake of what was typed is told beside its field, and what stays because of it. */
function wrong(id, act, then) {
  right(id);
  try {
    act();
  } catch (error) {
    if (!error.code) throw error;
    mistaken(id, [t(error.code, error), then].join(" "));
  }
}

function mistaken(id, text) {
  byId(`${id}-error`).textContent = text;
  byId(`${id}-error`).hidden = false;
  byId(id).setAttribute("aria-invalid", "true");
}

function right(id) {
  byId(`${id}-error`).hidden = true;
  byId(id).removeAttribute("aria-invalid");
}

function stateChanged(state, changed) {
  history.replaceState(null, "", location.pathname + searchOf(state, config.today));
  const has = (...names) => names.some((name) => changed.has(name));
  showControls();
  if (has("layer")) shown.hidden.clear();
  if (has("layer", "element", "as_of") || (has("fail") && computed.includes(state.layer))) showView();
  else select();
  if (has("as_of")) {
    right("as-of");
    busy(readFigures());
    busy(register.readSigns(state.as_of).then(() => painter.label()));
  }
  if (has("route", "cm", "from_cm", "to_cm", "as_of")) explainSoon();
  if (has("route", "from_cm", "to_cm")) documentsSoon();
}

let explaining;
function explainSoon() {
  clearTimeout(explaining);
  explaining = setTimeout(explain, 200);
}

let looking;
function documentsSoon() {
  clearTimeout(looking);
  looking = setTimeout(() => documents?.show(), 200);
}

function wireKeys() {
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, select, textarea");
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      byId("search-text").focus();
      byId("search-text").select();
    }
    if (event.key === "Escape" && !isTyping) store.set(NO_STRETCH);
  });
}

function wireMap() {
  tablist.addEventListener("tabchosen", ({ detail }) => detail === "tab-list" && listRows());
  listenToClicks(map, register, language, (found) => {
    choose(found);
    if (!STAYING.some((id) => byId(id)?.getAttribute("aria-selected") === "true")) tabs.choose("tab-explain");
  });
  showReadout(map, register, language);
  document.addEventListener("themechange", redraw);
  new ResizeObserver(() => map.invalidateSize()).observe(byId("map"));
  map.on("zoomend", () => lines.whole());
  lines.whole();
}

/** Show the border, or what the address names; without a movement, in which the map would hear nobody. */
function fit() {
  const bounds = [...register.alignments.values()].flatMap((line) => line.bounds());
  if (store.state.cm !== undefined && !isChosen()) choose(store.state);
  if (isChosen() && bounds.length) showSelected(false);
  else if (bounds.length) map.fitBounds(bounds, { padding: [30, 34], animate: false });
}

/** Read and draw what the address asks for, and listen: from then on the map can be used. */
async function draw() {
  const reading = [busy(readView()), lines.first(), busy(register.readSigns(store.state.as_of))];
  wireControls();
  wireKeys();
  store.listen(stateChanged);
  await Promise.all(reading);
  await tellAddress();
  fit();
  redraw();
  wireMap();
}

/** Bring what the map can be used without: the figures, the ground under it, the form, why the chosen metre counts. */
export async function complete() {
  const figuresRead = busy(readFigures());
  const [{ BaseMap, OURS }, { EditForm }, { DocumentsPanel }] = await Promise.all([
    loaded(import("./base_map.js")),
    loaded(import("./edit_form.js")),
    loaded(import("./documents.js")),
  ]);
  addGround(BaseMap, OURS);
  drafts.listen(followDraft);
  const form = new EditForm({ ...desk, written });
  haveForm((madeForm = form));
  if (form.layers.length) busy(drafts.read());
  explain();
  documents = new DocumentsPanel(desk);
  documents.show();
  if (await form.restore()) tabs.choose("tab-edit");
  else await openAsked(form);
  await figuresRead;
  document.documentElement.dataset.ready = "true";
}

/** Open the form on what the address asks to change. */
async function openAsked(form) {
  const [layer, column] = editOf(askedEdit);
  if (!(await form.open(layer))) return;
  tabs.choose("tab-edit");
  form.show(column);
}

function addGround(BaseMap, ours) {
  const base = new BaseMap(map, config, (label) => toast(t("ground_failed", { label }), language));
  const choices = [{ name: ours, label: t("ground_ours") }, ...config.grounds];
  overlays.addGrounds(choices, (name) => base.show(name));
  base.read(api).catch(() => null); // the line can be read without
  base.clearOf(painter);
  document.addEventListener("themechange", () => base.recolour());
}

/** What further views of the same selection are made of. */
export const desk = {
  ...{ config, language, api, naming, register, store, drafts, map, overlays, painter, tabs, shown, views },
  ...{ askedEdit, opensForm, choose, isChosen, showAll, showSelected, written, undo, busy, wrong, withinRegister, NO_STRETCH },
  edit: () => formMade,
  whenWritten: [],
  whenFound: [],
};
export const drawnFirst = draw();
