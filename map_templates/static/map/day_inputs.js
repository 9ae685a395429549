/** Day fields of forms: typed as people write days, or picked from the browser's own calendar. */

import { fieldDay, parseDay } from "./days.js";

/** Make every day field below `root` that was not made yet. */
export function wireDays(root) {
  for (const field of root.querySelectorAll("[data-day]:not([data-wired])")) wireDay(field);
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
