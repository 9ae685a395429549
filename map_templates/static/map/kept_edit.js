/** An edit that a session's end cut short: kept in this tab for the same person, only until it is sent. */

const KEY = "edit";

export function keepEdit(user, edit) {
  sessionStorage.setItem(KEY, JSON.stringify({ user, edit }));
}

/** Return the kept edit of this person, or null; somebody else's is thrown away. */
export function keptEdit(user) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (kept?.user === user) return kept.edit;
  dropEdit();
  return null;
}

export function dropEdit() {
  sessionStorage.removeItem(KEY);
}
