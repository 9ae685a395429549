/** Which views are shown, how they share the page, and on a narrow screen which one of them fills it. */

import { byId } from "./dom.js";
import * as shares from "./shares.js";
import { wireSplitter } from "./splitter.js";

const USUAL = "map,strip";
const PLACES = { map: ".map-wrap", strip: "#strip", table: "#events" };
/** No view is lower than this, however much of the page others take. */
const LEAST_REM = 8;
/** The panel that follows every click on the map, which stays in sight meanwhile. */
const FOLLOWING = "tab-explain";

export class Views {
  constructor({ store, map }) {
    Object.assign(this, { store, map, page: byId("workspace"), tells: [] });
    this.#wireSwitches();
    this.#wirePanes();
    for (const view of ["map", "strip"]) this.#wireBar(byId(`split-${view}`), view);
    this.#wireSide(byId("split-side"));
    store.listen((state, changed) => {
      if (changed.has("views")) this.show();
      else if (changed.has("shares") || changed.has("side")) this.#size();
      if (changed.has("from_cm") || changed.has("to_cm")) this.#markPane();
    });
    this.openPane(shares.VIEWS.find((view) => this.shown.has(view)));
    this.#markPane();
    this.show();
  }

  get shown() {
    return new Set((this.store.state.views ?? USUAL).split(","));
  }

  show() {
    const { shown, page } = this;
    for (const button of document.querySelectorAll("[data-view]"))
      button.setAttribute("aria-pressed", String(shown.has(button.dataset.view)));
    for (const [view, place] of Object.entries(PLACES)) page.querySelector(place).hidden = !shown.has(view);
    for (const view of ["map", "strip"]) byId(`split-${view}`).hidden = !shares.neighbours(view, shown);
    page.classList.toggle("no-map", !shown.has("map"));
    this.#size();
  }

  #size(heights = this.heights, side = this.side) {
    const { shown, page } = this;
    for (const view of shares.VIEWS)
      page.style.setProperty(`--row-${view}`, shown.has(view) ? `minmax(${LEAST_REM}rem, ${heights[view]}fr)` : "0px");
    page.style.setProperty("--side", `${side}%`);
    for (const tell of this.tells) tell();
    this.map.invalidateSize({ pan: false });
  }

  // ---- the bars

  get heights() {
    return shares.heightsFrom(this.store.state.shares);
  }

  get side() {
    return shares.widthFrom(this.store.state.side);
  }

  #wireBar(bar, view) {
    const pair = () => shares.neighbours(view, this.shown) ?? [view, "table"];
    const moved = (part) => (part === null ? shares.usual(this.heights, pair()) : shares.shared(this.heights, pair(), part));
    this.tells.push(
      wireSplitter(bar, {
        limits: shares.heightLimits,
        get: () => shares.shareOf(this.heights, pair()),
        at: ({ clientY }) => {
          const [upper, lower] = pair().map((one) => this.page.querySelector(PLACES[one]).getBoundingClientRect());
          return (100 * (clientY - upper.top)) / (lower.bottom - upper.top);
        },
        show: (part) => this.#size(moved(part)),
        keep: (part) => this.store.set({ shares: shares.heightsText(moved(part)) }),
      }),
    );
  }

  #wireSide(bar) {
    const { most, least } = shares.widthLimits;
    this.tells.push(
      wireSplitter(bar, {
        limits: { least, most },
        isReversed: true,
        get: () => this.side,
        at: ({ clientX }) => (100 * (innerWidth - clientX)) / innerWidth,
        show: (part) => this.#size(undefined, shares.narrowed(part)),
        keep: (part) =>
          this.store.set({ side: part === null ? undefined : shares.widthText(shares.narrowed(part)) }),
      }),
    );
  }

  // ---- switches, and the panes of a narrow screen

  #wireSwitches() {
    for (const button of document.querySelectorAll("[data-view]"))
      button.addEventListener("click", () => this.#toggle(button.dataset.view));
  }

  #toggle(view) {
    const wanted = this.shown;
    if (!wanted.delete(view)) wanted.add(view);
    if (wanted.size) this.#want(wanted);
  }

  #want(wanted) {
    const text = shares.VIEWS.filter((name) => wanted.has(name)).join(",");
    this.store.set({ views: text === USUAL ? undefined : text });
  }

  #wirePanes() {
    for (const button of document.querySelectorAll("[data-pane]"))
      button.addEventListener("click", () => this.openPane(button.dataset.pane));
    const panels = document.querySelector('[role="tablist"]');
    panels.addEventListener("tabchosen", ({ detail }) => detail !== FOLLOWING && this.openPane("panel"));
  }

  /** Let a pane fill a narrow screen; a wide one shows all of them side by side. */
  openPane(pane) {
    this.page.dataset.open = pane;
    for (const button of document.querySelectorAll("[data-pane]"))
      button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
    if (pane in PLACES && !this.shown.has(pane)) this.#want(this.shown.add(pane));
  }

  get pane() {
    return this.page.dataset.open;
  }

  #markPane() {
    const { from_cm, to_cm } = this.store.state;
    document.querySelector('[data-pane="panel"]').classList.toggle("has-choice", from_cm < to_cm);
  }
}
