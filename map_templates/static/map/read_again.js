/** A map that needs something read first: what fails is said beside a button that reads again. */

import { byId, h } from "./dom.js";

/** Run `read` now, and again whenever somebody asks for it after it failed; what it did before stays done. */
export async function readAgain(read) {
  const [failed, loading] = [byId("map-error"), byId("loading")];
  byId("map-again").onclick = () => readAgain(read);
  failed.hidden = true;
  loading.hidden = false;
  try {
    await read();
  } catch (error) {
    failed.hidden = false;
    if (!error.code) throw error; // no answer of the server: a fault of ours
  } finally {
    loading.hidden = true;
  }
}

/** Return what is said of a failed reading; what another try may mend has a button for it, a refusal has none. */
export function failedReading({ status, message }, { t }, act) {
  const isRefusal = status >= 400 && status < 500;
  const button = h("button", { type: "button", class: "button small", onclick: act }, t("try_again"));
  return h("p", { class: "note warning" }, message || t("read_failed"), isRefusal ? null : [" ", button]);
}
