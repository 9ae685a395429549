/** A bar between two parts of the page: pulled by the pointer, moved by arrows, set back by Enter or a double click. */

const STEP = 2;
const LARGE_STEP = 10;

/**
 * Wire a bar with role separator.
 *
 * `limits` are `{least, most}`; `get()` gives its value in parts of a hundred, `at(event)` that of a pointer;
 * `show(value)` shows one while the bar is pulled, `keep(value)` keeps it; null is the usual place.
 */
export function wireSplitter(bar, { limits, get, at, show, keep, isReversed = false }) {
  const tell = () => bar.setAttribute("aria-valuenow", get());
  const settle = (value) => {
    keep(value === null ? null : Math.min(limits.most, Math.max(limits.least, value)));
    tell();
  };
  bar.setAttribute("aria-valuemin", limits.least);
  bar.setAttribute("aria-valuemax", limits.most);
  let pulled = null;
  bar.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    bar.setPointerCapture(event.pointerId);
    pulled = get();
    event.preventDefault();
    bar.focus();
  });
  bar.addEventListener("pointermove", (event) => {
    if (pulled === null) return;
    pulled = Math.round(Math.min(limits.most, Math.max(limits.least, at(event))));
    show(pulled);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    bar.addEventListener(name, () => {
      if (pulled !== null && pulled !== get()) settle(pulled);
      pulled = null;
    });
  }
  bar.addEventListener("dblclick", () => settle(null));
  bar.addEventListener("keydown", (event) => {
    const value = keyed(event, get(), limits, isReversed);
    if (value === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    settle(value);
  });
  return tell;
}

function keyed({ key, shiftKey }, value, { least, most }, isReversed) {
  const step = (shiftKey ? LARGE_STEP : STEP) * (isReversed ? -1 : 1);
  const values = {
    ArrowDown: value + step,
    ArrowRight: value + step,
    ArrowUp: value - step,
    ArrowLeft: value - step,
    Home: least,
    End: most,
    Enter: null,
  };
  return values[key];
}
