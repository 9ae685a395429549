/** The figures of a day as the chosen draft would leave them; without one those of the register. */

import { toast } from "./toast.js";

/**
 * Return `{figures, behind, said}`: the figures, the metres behind the figure of that code, and whose they are in words.
 *
 * Of a draft that the server cannot try, they are those of the register, and it is said why.
 */
export async function draftedFigures(as_of, code, { api, drafts, language }) {
  try {
    return { ...(await figuresOf({ as_of, ...drafts.asked }, code, api)), said: drafts.said(!drafts.isTried) };
  } catch (error) {
    if (!drafts.asked.draft || !error.status || error.isSessionEnded) throw error;
    const lost = await drafts.lost(error);
    if (lost) toast(lost, language);
    const said = lost || language.t("figures_not_drafted", { why: error.message });
    return { ...(await figuresOf({ as_of }, code, api)), said };
  }
}

async function figuresOf(asked, code, api) {
  const [figures, behind] = await Promise.all([
    api.get("figures", asked),
    api.get(`figures/${code}/behind`, asked).catch(() => ({ data: [] })),
  ]);
  return { figures: figures.data, behind: behind.data };
}
