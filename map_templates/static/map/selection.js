/** What is chosen, in words, and the ways to choose more or less of it. */

import { h, put } from "./dom.js";
import { within } from "./intervals.js";
import { formatMetres, formatStationing, signOffset } from "./measures.js";

const MOST_CODES = 4;

/** `acts` are `segment`, `piece`, `show` and `unselect`. */
export function showSelection(place, state, register, segments, language, acts) {
  const { t } = language;
  if (!(state.from_cm < state.to_cm)) {
    put(
      place,
      h("p", { class: "selection-title" }, t("nothing_chosen")),
      h("p", { class: "hint" }, t("nothing_chosen_hint")),
    );
    return;
  }
  const button = (key, act) => h("button", { type: "button", class: "button small", onclick: act }, t(key));
  const chosen = state.cm === undefined || state.cm === null ? [] : [state.cm];
  const met = within(segments.get(state.route) ?? [], state);
  put(
    place,
    h("p", { class: "selection-title" }, title(state, language)),
    h("p", { class: "muted" }, details(state, met, language)),
    ...chosen.map((cm) => h("p", { class: "muted" }, end("stretch_point", cm, state, register, language))),
    h("p", { class: "muted" }, end("stretch_start", state.from_cm, state, register, language)),
    h("p", { class: "muted" }, end("stretch_end", state.to_cm, state, register, language)),
    h(
      "div",
      { class: "buttons" },
      met.length ? button("whole_segment", acts.segment) : null,
      button("whole_piece", acts.piece),
      button("show", acts.show),
      button("unselect", acts.unselect),
    ),
  );
}

function title({ route, from_cm, to_cm }, { t, km }) {
  return t("place_sum", { route, from: km(from_cm), to: km(to_cm) });
}

function details({ from_cm, to_cm }, met, { t, km }) {
  return [`${t("length")}: ${km(to_cm - from_cm)}\u00a0km`, segmentsSaid(met, t)].filter(Boolean).join(" · ");
}

/** Return every segment that the stretch meets; of many the first and the last. */
function segmentsSaid(met, t) {
  const codes = met.map(({ code }) => code);
  if (!codes.length) return null;
  if (codes.length === 1) return `${t("segment")}: ${codes[0]}`;
  if (codes.length <= MOST_CODES) return t("segments_met", { codes: codes.join(", ") });
  return t("segments_many", { first: codes[0], last: codes.at(-1), count: codes.length });
}

function end(key, cm, { route }, register, { t, separator }) {
  const sign = signOffset(cm, register.signs.get(route) ?? []);
  const said = sign && `${t("sign")} ${sign.label} + ${formatMetres(sign.offset_cm, separator)}\u00a0m`;
  return [`${t(key)}: ${formatStationing(cm, separator)}`, said].filter(Boolean).join(" · ");
}
