/** What the reader has chosen: one object, told to everybody who listens when something of it changes. */

export function createStore(initial) {
  let state = initial;
  const listeners = [];
  return {
    get state() {
      return state;
    },
    /** Call `listener(state, changed)` after each change; `changed` is the set of names. */
    listen(listener) {
      listeners.push(listener);
    },
    set(changes) {
      const changed = new Set(Object.keys(changes).filter((name) => changes[name] !== state[name]));
      if (!changed.size) return;
      state = { ...state, ...changes };
      for (const listener of listeners) listener(state, changed);
    },
  };
}
