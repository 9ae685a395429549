/** What every page becomes for a printer: light, whatever the screen is; who draws by hand is told to draw again. */

const paper = matchMedia("print");
let before = null;

/** Call `act` when the page has its size on the screen again, which is a little later than the event says. */
export function whenPrinted(act) {
  addEventListener("afterprint", () => {
    if (paper.matches) paper.addEventListener("change", act, { once: true });
    else act();
  });
}

export function toPaper() {
  if (before !== null) return;
  const { dataset } = document.documentElement;
  before = dataset.theme;
  dataset.theme = "light";
  if (before !== "light") document.dispatchEvent(new Event("themechange"));
}

export function toScreen() {
  if (before === null) return;
  const { dataset } = document.documentElement;
  [dataset.theme, before] = [before, null];
  if (dataset.theme !== "light") document.dispatchEvent(new Event("themechange"));
}
