/** Wires the field page: where I am, what is there, what I saw, and what still has to be sent. */

import { createApi, endsSession } from "./api.js";
import { byId, h, option } from "./dom.js";
import { FieldForm, signUnread } from "./field_form.js";
import { showOutbox, valuesSaid } from "./field_outbox.js";
import { addressSaid, Position } from "./field_position.js";
import { again, sendAll, without } from "./field_queue.js";
import { countOthers, forgetEntry, forgetOthers, keepEntry, owner, readQueue, setOwner } from "./field_store.js";
import { pieceAt, within } from "./intervals.js";
import { createLanguage } from "./language.js";
import { CM_PER_M, onRoute, parsePosition } from "./measures.js";
import { Register } from "./register.js";
import { toast } from "./toast.js";

const LINE_M = 1;
const TRY_AGAIN_MS = 30_000;
const LOOK_AGAIN_MS = 5_000;
const config = JSON.parse(byId("config").textContent);
const language = createLanguage(config.language, config.words);
const { t, km } = language;
const api = createApi(config);
const register = new Register(api, config.urls, config.routes);
const listed = (list) => new Map(config.lists[list].map(({ code, name }) => [code, name]));
const names = { element: listed("element"), work_status: listed("work_status") };
const layers = { segment: new Map(), work: new Map() };
const sent = [];
let user = config.user;
let entries = [];
let here = null;
let form, position;

// ---- reading

const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Riga" }).format(new Date());

async function readRegister() {
  if (config.is_shell) return;
  register.forget();
  const day = today();
  const lines = register.alignments.size ? null : Promise.all([register.readLines(LINE_M), register.readSigns(day)]);
  const [segment, work] = await Promise.all([register.read("segment", day), register.read("work", day), lines]);
  Object.assign(layers, { segment, work });
}

/** The ledger number that was read; null if this page was opened without a connection. */
const number = () => (Number.isFinite(register.number) ? register.number : null);

async function reading(act) {
  byId("loading").hidden = false;
  try {
    return await act();
  } catch (error) {
    if (!error.code) throw error;
    return showConnection(error);
  } finally {
    byId("loading").hidden = true;
  }
}

// ---- here

function choose(place) {
  here = place;
  const { route, cm } = place;
  showHere();
  if (cm === undefined) return form.place(place);
  const segment = pieceAt(layers.segment.get(route) ?? [], cm);
  return form.place({ route, ...(segment ?? around(route, cm, Number(byId("around").value))) });
}

function around(route, cm, metres) {
  const { length_cm } = config.routes.find(({ code }) => code === route);
  const half = metres * CM_PER_M;
  return { from_cm: Math.max(0, cm - half), to_cm: Math.min(length_cm, cm + half) };
}

function showHere() {
  const { route, cm, from_cm, to_cm } = here;
  const stretch = cm === undefined ? { from_cm, to_cm } : { from_cm: cm, to_cm: cm + 1 };
  const segments = within(layers.segment.get(route) ?? [], stretch).map(({ code }) => code);
  const title = cm === undefined ? t("place_sum", { route, from: km(from_cm), to: km(to_cm) }) : null;
  byId("here").hidden = false;
  byId("type-route").value = route;
  byId("here-address").textContent = title ?? addressSaid(route, cm, register, language);
  byId("here-segment").textContent = segments.length ? `${t("segment")}: ${segments.join(", ")}` : "";
  byId("here-works").replaceChildren(worksAt(route, stretch));
  byId("use-segment").hidden = cm === undefined || !segments.length;
  byId("use-around").hidden = cm === undefined;
}

function worksAt(route, stretch) {
  const works = within(layers.work.get(route) ?? [], stretch);
  if (!works.length) return h("p", { class: "muted" }, t(number() === null ? "not_read" : "no_facts"));
  const byElement = Map.groupBy ? Map.groupBy(works, ({ element }) => element) : grouped(works);
  const order = [...names.element.keys()];
  const ordered = [...byElement].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  const lines = ordered.map(([element, pieces]) => {
    const said = [...new Set(pieces.map((one) => valuesSaid(one, names)))].join(" / ");
    const days = pieces.map(({ verified_on }) => verified_on).filter(Boolean).sort();
    const verified = days.length ? t("verified", { day: language.day(days[0]) }) : "";
    return h("div", {}, h("dt", { class: "capital" }, names.element.get(element) ?? element), h("dd", {}, said, " ",
      h("span", { class: "hint" }, verified)));
  });
  return h("dl", { class: "facts" }, lines);
}

function grouped(works) {
  const found = new Map();
  for (const one of works) found.set(one.element, [...(found.get(one.element) ?? []), one]);
  return found;
}

function useSegment() {
  const segment = pieceAt(layers.segment.get(here.route) ?? [], here.cm);
  if (segment) form.place({ route: here.route, ...segment });
}

function wireHere() {
  byId("use-segment").addEventListener("click", useSegment);
  byId("use-around").addEventListener("click", () =>
    form.place({ route: here.route, ...around(here.route, here.cm, Number(byId("around").value)) }),
  );
  byId("type-route").replaceChildren(...config.routes.map(({ code }) => option(code, code)));
  byId("type-place").addEventListener("submit", (event) => {
    event.preventDefault();
    const [route, error] = [byId("type-route").value, byId("type-km-error")];
    const { length_cm } = config.routes.find(({ code }) => code === route);
    error.hidden = true;
    try {
      const cm = onRoute(parsePosition(byId("type-km").value, register.signs.get(route) ?? []), length_cm);
      choose({ route, cm: Math.min(cm, length_cm - 1) });
    } catch (problem) {
      if (!problem.code) throw problem;
      error.textContent = language.told(signUnread(problem, route, register));
      error.hidden = false;
    }
  });
}

// ---- the queue

async function saved(entry, mended) {
  await keepEntry(entry);
  if (mended) await forgetEntry(mended);
  await showQueue();
  byId("outbox-title").scrollIntoView({ block: "nearest" });
  send();
}

async function showQueue() {
  entries = await readQueue(user);
  const acts = { again: (one) => put(again(one)), onTop, mend: (one) => form.mend(one), skip: (one) => put(without(one)), drop };
  showOutbox(entries, sent, { language, acts, now, names });
  showOthers(await countOthers(user));
}

/** What somebody else saved here is not shown and not sent; only who says so twice throws it away. */
function showOthers(count) {
  const place = byId("outbox-others");
  place.hidden = !count;
  const throwAway = async () => {
    if (!confirm(t("others_gone", { count: language.whole(count) }))) return;
    await forgetOthers(user);
    await showQueue();
    byId("outbox-title").focus();
  };
  const button = h("button", { type: "button", class: "button", onclick: throwAway }, t("others_drop"));
  place.replaceChildren(h("p", {}, t("others_wait", { count: language.whole(count) })), button);
}

async function put(entry) {
  await keepEntry(entry);
  await showQueue();
  send();
}

/** Send on top of what the register holds now: it has just been shown. */
async function onTop(entry) {
  await reading(readRegister);
  if (number() !== null) await put(again(entry, number()));
}

async function drop(entry) {
  await forgetEntry(entry);
  await showQueue();
  byId("outbox-title").focus();
  toast(t("thrown_away", { what: entry.place.said }), language, { text: t("put_back"), act: () => put(entry) });
}

const now = (entry) => worksAt(entry.place.route, entry.place);

/** One page sends at a time; the keys let what is sent twice be written once. */
function send() {
  if (config.is_shell || !navigator.onLine || !entries.some(({ state }) => state === "waiting")) return null;
  const run = () => sendAll(entries, { send: sendPart, keep: keepEntry, forget: forgetEntry, told });
  const alone = (act) => (navigator.locks ? navigator.locks.request("field", act) : act());
  return alone(async () => {
    entries = await readQueue(user);
    const problem = await run();
    showConnection(problem);
    await showQueue();
  });
}

function told(entry) {
  if (entry.parts.length) return;
  sent.unshift(entry);
  reading(async () => {
    await readRegister();
    if (here) showHere();
  });
}

function sendPart(part, entry) {
  if (part.kind === "change_set") {
    return api.post("change-sets/", part.body, { number: entry.number, key: part.key });
  }
  const body = new FormData();
  for (const [name, value] of Object.entries(part.fields)) body.set(name, value);
  body.set("file", part.file, part.name);
  return api.upload("documents/", body, { key: part.key });
}

// ---- the connection

function showConnection(problem = null) {
  const ended = endsSession(problem?.code);
  const offline = !navigator.onLine || problem?.code === "offline";
  const online = config.may_record ? "is_online" : "is_reading";
  const key = ended ? "session_ended_field" : config.is_shell ? "shell" : offline ? "is_offline" : online;
  const place = byId("connection");
  place.dataset.state = ended ? "ended" : offline || config.is_shell ? "offline" : "online";
  const signIn = h("a", { class: "button", href: `${config.urls.sign_in}?next=${config.urls.field}` }, t("sign_in_again"));
  const open = h("button", { type: "button", class: "button", onclick: () => location.reload() }, t("open_again"));
  place.replaceChildren(h("span", {}, t(key)), ended ? signIn : config.is_shell && navigator.onLine ? open : "");
}

function wireConnection() {
  addEventListener("offline", () => showConnection());
  addEventListener("online", () => {
    showConnection();
    goOn();
  });
  byId("send-now").addEventListener("click", () => (config.is_shell ? location.reload() : send()));
  setInterval(goOn, config.is_shell ? LOOK_AGAIN_MS : TRY_AGAIN_MS);
}

/** Send what waits; the shell first opens the page itself, unless somebody is in the middle of something. */
async function goOn() {
  if (!config.is_shell) return send();
  if (!navigator.onLine || form.isTouched || position.isWalking) return null;
  return (await api.answers(config.urls.health)) && !form.isTouched ? location.reload() : null;
}

/** The worker keeps the page's shell, so that it opens without a connection; it keeps nothing of anybody. */
async function keepShell() {
  if (config.is_shell || !navigator.serviceWorker) return;
  await navigator.serviceWorker.register(config.urls.worker, { scope: config.urls.field });
  await navigator.serviceWorker.ready;
  const name = (await caches.keys()).find((one) => one.startsWith("field-"));
  if (name) await (await caches.open(name)).add(new Request(config.urls.shell, { cache: "reload" }));
  document.documentElement.dataset.shell = "kept";
}

async function start() {
  if (config.is_shell) user = (await owner()) ?? null;
  else await setOwner(user);
  const about = () => ({ user, today: today(), number: number() });
  form = new FieldForm({ config, language, register, about, saved });
  position = new Position({ language, register, chosen: choose });
  wireHere();
  wireConnection();
  showConnection();
  await showQueue();
  await reading(readRegister);
  if (entries.length) await showQueue();
  document.documentElement.dataset.ready = "true";
  send();
  keepShell().catch(() => null);
}

start();
