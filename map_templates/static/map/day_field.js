/** A day typed as 21.11.2026. (in English 21 Nov 2026) or picked from the browser's own calendar. */

import { fieldDay, parseDay } from "./days.js";
import { byId } from "./dom.js";

/** Return `{get, set}` of the day field with that id; `changed()` is called when a person has changed it. */
export function dayField(id, changed) {
  const input = byId(id);
  const [button, picker] = ["button", ".picker"].map((name) => input.parentElement.querySelector(name));
  const set = (iso) => {
    input.value = fieldDay(iso, document.documentElement.lang);
    picker.value = iso ?? "";
  };
  input.addEventListener("change", changed);
  picker.addEventListener("change", () => {
    set(picker.value);
    changed();
  });
  button.addEventListener("click", () => picker.showPicker());
  return { input, set, get: () => (input.value.trim() ? parseDay(input.value) : null) };
}
