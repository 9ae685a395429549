/** What a person saved in the field, until the server has it: one entry, its parts sent in order, each once. */

/** Of an entry: waiting to be sent, refused by the server, overtaken by somebody, written without reading. */
export const STATES = ["waiting", "refused", "stale", "unseen"];

/** Return a new entry; `number` is what was read of the ledger, null if nothing was. */
export function entryOf({ id, user, made_at, number, place, body, photos }) {
  const set = body ? [{ kind: "change_set", key: `${id}-set`, body }] : [];
  const taken = photos.map((photo, place_of) => ({ kind: "photo", key: `${id}-photo-${place_of}`, ...photo }));
  return { id, user, made_at, number, place, parts: [...set, ...taken], state: "waiting", problem: null };
}

/** Return the part to send next, or null if everything was received. */
export const nextPart = ({ parts }) => parts[0] ?? null;

/** A change set needs to have seen the register; what was written without reading waits for a look. */
export function mustBeSeen(entry) {
  return nextPart(entry)?.kind === "change_set" && !Number.isInteger(entry.number);
}

/** Return the entry after its next part was received. */
export const received = (entry) => ({ ...next(entry), got: [...gotOf(entry), nextPart(entry).kind] });

/** Return the entry without its next part: one photo that is refused must not hold back the others. */
export const without = (entry) => ({ ...next(entry), left_out: leftOut(entry) + 1 });

const next = (entry) => ({ ...entry, parts: entry.parts.slice(1), state: "waiting", problem: null });

/** Return how many photos were left out of an entry. */
export const leftOut = ({ left_out }) => left_out ?? 0;

/** Return the kinds of the parts that were received while others were not. */
export const gotOf = ({ got }) => got ?? [];

/** Return the entry as it may be sent once more: `number` is what has been read of the ledger now. */
export const again = (entry, number = entry.number) => ({ ...entry, number, state: "waiting", problem: null });

/** Return the entry after a failure, and whether the queue has to rest. */
export function failed(entry, error) {
  const problem = { code: error.code, message: error.message, where: error.where ?? null };
  if (isPassing(error)) return { entry: { ...entry, problem }, rest: true };
  if (error.status === 412) {
    return { entry: { ...entry, state: "stale", problem: { ...problem, detail: error.detail } }, rest: false };
  }
  return { entry: { ...entry, state: "refused", problem }, rest: false };
}

/** Tell whether the same request may do later: no connection, no session, a busy or broken server. */
export function isPassing({ status, isSessionEnded }) {
  return status === 0 || isSessionEnded || status === 429 || (status >= 500 && status !== 507);
}

/** Send the entries in their order by `send(part, entry)`; `keep` and `forget` store what becomes of them. */
export async function sendAll(entries, { send, keep, forget, told = () => {} }) {
  for (const first of entries.filter(({ state }) => state === "waiting")) {
    const { entry, rest } = await sendOne(first, { send, keep });
    if (nextPart(entry)) await keep(entry);
    else await forget(entry);
    told(entry);
    if (rest) return entry.problem;
  }
  return null;
}

async function sendOne(first, { send, keep }) {
  let entry = first;
  while (nextPart(entry)) {
    if (mustBeSeen(entry)) return { entry: { ...entry, state: "unseen" }, rest: false };
    try {
      await send(nextPart(entry), entry);
    } catch (error) {
      if (!error.code) throw error;
      return failed(entry, error);
    }
    entry = received(entry);
    if (nextPart(entry)) await keep(entry);
  }
  return { entry, rest: false };
}
