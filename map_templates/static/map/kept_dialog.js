/** A dialog that a session's end cut short: kept in this tab for the same person until it is saved or closed. */

const KEY = "dialog";

/** Keep which dialog it was, `again` as `{kind, args}`, and what stands in its fields; false if it is too much to keep. */
export function keepDialog(user, again, form) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ user, again, fields: [...fieldsOf(form)].map(asKept) }));
    return true;
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    return false;
  }
}

/** Return the kept dialog of this person, or null; somebody else's is thrown away. */
export function keptDialog(user) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (kept?.user === user) return kept;
  dropDialog();
  return null;
}

export function dropDialog() {
  sessionStorage.removeItem(KEY);
}

/** Put kept values back into the fields of a form that was opened anew. */
export function fillDialog(form, fields) {
  const kept = new Map(fields.map((one) => [one.name, one]));
  for (const input of fieldsOf(form)) {
    const { value, checked } = kept.get(nameOf(input)) ?? input;
    if (isTicked(input)) input.checked = checked;
    else input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const fieldsOf = (form) => form.querySelectorAll("input[id], input[type=radio], select[id], textarea[id]");
const isTicked = ({ type }) => type === "checkbox" || type === "radio";
const nameOf = ({ id, name, type, value }) => (type === "radio" ? `${name}=${value}` : id);
const asKept = (input) => ({ name: nameOf(input), value: input.value, checked: input.checked });
