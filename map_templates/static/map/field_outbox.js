/** What waits, was sent, or was refused: each with the server's words and a way on. */

import { endsSession } from "./api.js";
import { byId, h } from "./dom.js";
import { gotOf, leftOut, STATES } from "./field_queue.js";
import { cmOfKm } from "./measures.js";

const BADGES = { waiting: "draft", refused: "undone", stale: "undone", unseen: "draft", sent: "applied" };

/** `acts` are `again(entry)`, `onTop(entry)`, `mend(entry)`, `skip(entry)` and `drop(entry)`; `now(entry)` is the register there. */
export function showOutbox(entries, sent, { language, acts, now, names }) {
  const { t } = language;
  const ordered = STATES.flatMap((state) => entries.filter((entry) => entry.state === state));
  const lines = [
    ...ordered.map((entry) => line(entry, { language, acts, now, names })),
    ...sent.map((entry) => sentLine(entry, language)),
  ];
  byId("outbox").replaceChildren(...lines);
  byId("outbox-empty").hidden = lines.length > 0;
  byId("send-now").hidden = !entries.some(({ state }) => state === "waiting");
  byId("outbox-count").textContent = entries.length ? t("unsent", { count: language.whole(entries.length) }) : "";
}

function sentLine(entry, language) {
  const { t, whole } = language;
  const count = leftOut(entry);
  const left = count ? h("p", { class: "hint" }, t("photos_left_out", { count: whole(count) })) : null;
  return h("li", { class: "entry", "data-state": "sent" }, head(entry, "sent", language), left);
}

function head({ made_at, place }, state, { t, moment }) {
  return h(
    "p",
    {},
    h("span", { class: `badge ${BADGES[state]}` }, t(`state_${state}`)),
    ` ${place.said} `,
    h("span", { class: "hint" }, moment(made_at)),
  );
}

function line(entry, { language, acts, now, names }) {
  const { t } = language;
  const button = (key, act, kind = "") =>
    h("button", { type: "button", class: `button ${kind}`, onclick: () => act(entry) }, t(key));
  const isSet = entry.parts[0]?.kind === "change_set";
  const ways = {
    waiting: [button("drop_entry", acts.drop, "drop")],
    refused: isSet ? [button("mend", acts.mend, "primary")] : photoWays(entry, button, acts),
    stale: [button("stale_overwrite", acts.onTop, "primary")],
    unseen: [button("send_seen", acts.onTop, "primary")],
  };
  const drop = entry.state === "waiting" ? [] : [button("drop_entry", acts.drop, "drop")];
  return h(
    "li",
    { class: "entry", "data-state": entry.state },
    head(entry, entry.state, language),
    gotSaid(entry, language),
    said(entry, language, now, names),
    h("div", { class: "buttons" }, ways[entry.state], drop),
  );
}

/** A photo that the server refuses is tried again, or left out if others wait behind it. */
function photoWays({ parts }, button, acts) {
  const skip = parts.length > 1 ? [button("skip_photo", acts.skip)] : [];
  return [button("send_again", acts.again, "primary"), ...skip];
}

/** What the register has already of an entry that is not whole there. */
function gotSaid(entry, { t, whole }) {
  const got = gotOf(entry);
  if (!got.length) return null;
  const photos = got.filter((kind) => kind === "photo").length;
  const what = [got.includes("change_set") ? t("got_set") : "", photos ? t("photos", { count: whole(photos) }) : ""];
  return h("p", { class: "hint" }, t("got_some", { what: what.filter(Boolean).join(", ") }));
}

function said(entry, language, now, names) {
  const { t } = language;
  const { state, problem } = entry;
  if (state === "stale") return versions(entry, language, names);
  if (state === "unseen") return h("div", { class: "note warning" }, h("p", {}, t("unseen_text")), now(entry));
  if (state === "refused") return h("p", { class: "note refused" }, problem.message || t("server_error"));
  if (!problem) return null;
  const words = endsSession(problem.code) ? t("session_ended_field") : problem.message || t(problem.code);
  return h("p", { class: "hint" }, words);
}

/** Both versions: what somebody has saved meanwhile, and what waits here. */
function versions({ problem, place }, { t, km, moment }, names) {
  const theirs = (problem.detail.later ?? []).map((one) => {
    const values = (Array.isArray(one.after) ? one.after : []).map((piece) => valuesSaid(piece.values, names));
    const where = one.from_km === null ? "" : ` (km ${km(cmOfKm(one.from_km))}–${km(cmOfKm(one.to_km))})`;
    const who = { number: one.number, by: one.by, at: moment(one.at), reason: one.reason };
    const text = h("p", {}, [...new Set(values)].join(" / ") + where);
    return h("div", {}, text, h("p", { class: "hint" }, t("stale_who", who)));
  });
  return h(
    "div",
    { class: "note warning" },
    h("p", {}, h("strong", {}, t("stale"))),
    h("div", {}, h("h3", {}, t("stale_theirs")), theirs),
    h("div", {}, h("h3", {}, t("stale_yours")), h("p", {}, place.said)),
  );
}

export function valuesSaid({ status, note }, names) {
  return [names.work_status.get(status) ?? status, note].filter(Boolean).join("; ");
}
