/** What is chosen, in words, and the ways to choose more or less of it. */

import { h } from "./dom.js";
import { pieceAt } from "./intervals.js";
import { formatMetres, formatStationing, signOffset } from "./measures.js";

/** `acts` are `segment`, `piece`, `show` and `unselect`. */
export function showSelection(place, state, register, segments, language, acts) {
  const { t } = language;
  if (!(state.from_cm < state.to_cm)) {
    place.replaceChildren(
      h("p", { class: "selection-title" }, t("nothing_chosen")),
      h("p", { class: "hint" }, t("nothing_chosen_hint")),
    );
    return;
  }
  const button = (key, act) => h("button", { type: "button", class: "button small", onclick: act }, t(key));
  const segment = pieceAt(segments.get(state.route) ?? [], state.cm ?? state.from_cm);
  place.replaceChildren(
    h("p", { class: "selection-title" }, title(state, language)),
    h("p", { class: "muted" }, details(state, segment, register, language)),
    h(
      "div",
      { class: "buttons" },
      segment ? button("whole_segment", acts.segment) : null,
      button("whole_piece", acts.piece),
      button("show", acts.show),
      button("unselect", acts.unselect),
    ),
  );
}

function title({ route, from_cm, to_cm }, { t, km }) {
  return t("place_sum", { route, from: km(from_cm), to: km(to_cm) });
}

function details({ route, from_cm, to_cm, cm }, segment, register, { t, km, separator }) {
  const signs = register.signs.get(route) ?? [];
  const at = cm ?? from_cm;
  const sign = signOffset(at, signs);
  return [
    `${t("length")}: ${km(to_cm - from_cm)}\u00a0km`,
    segment && `${t("segment")}: ${segment.code}`,
    formatStationing(at, separator),
    sign && `${t("sign")} ${sign.label} + ${formatMetres(sign.offset_cm, separator)}\u00a0m`,
  ]
    .filter(Boolean)
    .join(" · ");
}
