/** A segment asked for by its code: where it lies, or what lies now where it lay. */

import { cmOfKm } from "./measures.js";

/** Return `{place, said}`: the place to choose, if there is one, and what has to be said unless it is there. */
export async function bookmark(code, as_of, { api, language: { t } }) {
  const { data } = await api.get(`segments/${encodeURIComponent(code)}/`, { as_of });
  const [stretch] = data.stretches;
  const place = stretch && {
    route: stretch.route,
    from_cm: cmOfKm(stretch.from_km),
    to_cm: cmOfKm(stretch.to_km),
    cm: undefined,
  };
  if (data.state === "current") return { place, said: "" };
  const said = t(data.state === "vanished" ? "segment_vanished" : "segment_later", { code });
  const there = data.features.map(({ properties }) => properties.code).join(", ");
  return { place, said: [said, there].filter(Boolean).join(" ") };
}

/** Return the same; of a code that the register does not know, why, instead of an error. */
export async function bookmarkOrReason(code, as_of, { api, language }) {
  try {
    return await bookmark(code, as_of, { api, language });
  } catch (error) {
    if (!error.code) throw error;
    return { place: undefined, said: error.message || language.t("read_failed") };
  }
}
