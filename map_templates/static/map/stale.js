/** Two versions of one place: what somebody else has saved meanwhile, and what was about to be saved here. */

import { h, put } from "./dom.js";
import { cmOfKm } from "./measures.js";

/** Show both versions; `overwrite()` saves this one on top, `drop()` gives it up. */
export function showStale(place, error, yours, naming, language, { overwrite, drop }) {
  const { t } = language;
  const later = error.detail.later ?? [];
  const button = (key, onclick, kind = "") =>
    h("button", { type: "button", class: `button small ${kind}`, onclick }, t(key));
  put(
    place,
    h("p", {}, h("strong", {}, t("stale"))),
    h(
      "div",
      { class: "versions" },
      h("div", {}, h("h3", {}, t("stale_theirs")), later.map((one) => theirs(one, naming, language))),
      h("div", {}, h("h3", {}, t("stale_yours")), h("p", {}, yours)),
    ),
    h(
      "div",
      { class: "buttons" },
      button("stale_overwrite", overwrite, "primary"),
      button("stale_drop", drop),
    ),
  );
  place.hidden = false;
}

function theirs({ number, by, at, reason, target, from_km, to_km, after }, naming, { t, moment, km }) {
  const values = (Array.isArray(after) ? after : []).map((piece) => naming.worded(target, piece.values));
  const where = from_km === null ? "" : ` (km ${km(cmOfKm(from_km))}–${km(cmOfKm(to_km))})`;
  return h(
    "div",
    {},
    h("p", {}, [...new Set(values)].join(" / ") + where),
    h("p", { class: "hint" }, t("stale_who", { number, by, at: moment(at), reason })),
  );
}
