/** Day fields: typed as 21.11.2026. (in English 21 Nov 2026) or picked from the browser's own calendar. */

import { fieldDay, parseDay } from "./days.js";
import { byId } from "./dom.js";

/** Make every day field below `root` that was not made yet. */
export function wireDays(root) {
  for (const field of root.querySelectorAll("[data-day]:not([data-wired])")) wireDay(field);
}

/** Return `{input, set, get}` of the day field with that id; `changed()` is called when a person has changed it. */
export function dayField(id, changed) {
  const input = byId(id);
  const set = (iso) => (input.value = fieldDay(iso, document.documentElement.lang));
  input.addEventListener("change", changed);
  return { input, set, get: () => (input.value.trim() ? parseDay(input.value) : null) };
}

function wireDay(field) {
  field.dataset.wired = "true";
  const [input, picker] = field.querySelectorAll("input");
  field.querySelector("button").addEventListener("click", () => {
    picker.value = isoOf(input.value);
    picker.showPicker();
  });
  picker.addEventListener("change", (event) => {
    event.stopPropagation();
    input.value = fieldDay(picker.value, document.documentElement.lang);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function isoOf(text) {
  try {
    return text.trim() ? parseDay(text) : "";
  } catch {
    return "";
  }
}
