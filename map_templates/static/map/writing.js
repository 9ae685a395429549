/** What was written: told with its undo, or as part of a draft, once the page has read it again. */

import { byId } from "./dom.js";
import { CM_PER_KM } from "./measures.js";
import { clearToast, toast } from "./toast.js";

/** `readWritten()` reads the page again, `sessionEnded(error)` tells that the session is over. */
export function createWriting({ api, language, naming, drafts, sessionEnded, readWritten }) {
  const { t } = language;

  async function written(data, body) {
    clearToast();
    await readWritten();
    if (!data) return;
    if (data.state === "unchanged") return toast(t("unchanged"), language);
    if (data.state === "draft") return drafted(data);
    byId("figures").scrollIntoView({ block: "nearest" });
    const what = body ? described(body) : data.reason;
    toast(t("saved", { number: data.number, what }), language, { text: t("undo"), act: () => undo(data) });
  }

  async function drafted(data) {
    const open = { text: t("open_draft"), href: drafts.hrefOf(data) };
    const isLonger = await drafts.took(data);
    toast(isLonger ? t("drafted", drafts.inWords(data)) : t("unchanged"), language, open);
  }

  function described({ operations: [{ target, key, from_km, to_km, values }] }) {
    const [from, to] = [from_km, to_km].map((km) => language.km(Math.round(km * CM_PER_KM)));
    const place = t("place_sum", { route: key.route, from, to });
    const what = naming.worded(target, values, naming.label(target));
    return [naming.key(target, key), what, place].filter(Boolean).join(", ");
  }

  async function undo({ uid, number }, reason = t("undo_reason", { number })) {
    try {
      const { data } = await api.post(`change-sets/${uid}/undo/`, { reason });
      await written(null);
      toast(t("undone", { number, by: data.number }), language);
    } catch (error) {
      if (!error.code) throw error;
      if (error.isSessionEnded) sessionEnded(error);
      else toast(error.message || t("server_error"), language);
    }
  }

  return { written, undo };
}
