/** What the workspace becomes for a printer: one A4 page of what is seen, the table's rows on pages of their own. */

import { byId, h, svg } from "./dom.js";
import { CM_PER_M } from "./measures.js";
import { toPaper, toScreen, whenPrinted } from "./on_paper.js";
import { FINE, PaperMap } from "./paper_map.js";
import * as parts from "./paper_parts.js";
import { StripAxis } from "./strip_axis.js";
import { StripCanvas } from "./strip_canvas.js";
import { clamp, widthCm } from "./window.js";

/** Of a page's height the strip gets at most this part, beside a map or without; its lanes are no lower than that. */
const STRIP_PART = { besideMap: 0.42, alone: 0.58 };
const LANE_PX = { least: 11, most: 26 };
const AXIS_PX = 40;
const LEAST_MAP_PX = 230;
const LETTER_PX = { least: 8, most: 10.5, step: 0.5 };
const TABLE_PX = { least: 7, most: 11, step: 0.5 };
/** Of a table's letters: the height of a line with its air, and how many lines a row may have before letters get smaller. */
const LINE = 1.6;
const MOST_LINES = 2;

export class Paper {
  constructor(desk) {
    Object.assign(this, { desk, paperMap: new PaperMap(desk), page: null });
    addEventListener("beforeprint", () => this.lay());
    whenPrinted(() => this.clear());
    byId("print").addEventListener("click", () => this.print());
  }

  /** Print once the map's background is there in its size on paper. */
  async print() {
    toPaper();
    this.lay();
    await this.paperMap.haveTiles();
    window.print();
  }

  /** A printer waits for nobody: all is laid out and drawn before this returns. */
  lay() {
    if (this.page) return;
    styles().mediaText = "all";
    document.documentElement.dataset.paper = "true";
    this.page = document.body.appendChild(h("section", { id: "paper" }));
    this.page.append(this.#sheet(), ...this.#rows());
    this.#fit();
    this.#giveBack();
  }

  /** Who presses something looks at the screen again, also where a browser never said that it had printed. */
  #giveBack() {
    this.pressed = new AbortController();
    const { signal } = this.pressed;
    const act = () => {
      this.clear();
      toScreen();
    };
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, act, { capture: true, signal });
  }

  clear() {
    if (!this.page) return;
    this.pressed.abort();
    this.paperMap.clear(() => {
      delete document.documentElement.dataset.paper;
      styles().mediaText = "print";
      this.page.remove();
      this.page = null;
    });
  }

  #isSeen(id) {
    return !byId(id).closest("[hidden]");
  }

  #sheet() {
    const { desk } = this;
    const { shown, naming, language } = desk;
    this.mapPlace = this.#isSeen("map") ? h("div", { class: "paper-map" }) : null;
    this.strip = this.#isSeen("strip") ? this.#strip() : null;
    this.left = h("div", { class: "paper-side" }, parts.figuresOf(shown.figures, naming.names, language));
    this.right = h("div", { class: "paper-side" }, parts.legendOf(shown, language), parts.comparisonOf());
    this.right.append(...[parts.elementsOf(shown.figures, naming.names, language)].filter(Boolean));
    this.views = h("div", { class: "paper-views" }, this.left, this.mapPlace, this.right);
    this.sheet = h("div", { class: "paper-sheet" }, parts.heading(desk), this.views, this.strip, parts.footing());
    return this.sheet;
  }

  #strip() {
    const { strip, language } = this.desk;
    const { km, t } = language;
    const [from, to] = [strip.window.from_cm, strip.window.to_cm].map((cm) => km(Math.round(cm / CM_PER_M) * CM_PER_M));
    this.axis = svg("svg", { class: "paper-axis" });
    this.canvas = h("canvas");
    this.chosen = svg("svg", { class: "paper-chosen" });
    return h(
      "section",
      { class: "paper-strip" },
      h("h2", {}, t("paper_strip", { route: strip.route, from, to })),
      h("div", { class: "paper-axis-place" }, this.axis),
      h("ul", {}, strip.lanes.map(({ label }) => h("li", {}, label))),
      h("div", { class: "paper-lanes" }, this.canvas, this.chosen),
    );
  }

  #rows() {
    if (!this.#isSeen("events")) return [];
    const { found, pages } = this.desk.table();
    this.table = parts.rowsOf(found, pages.offset, this.desk);
    return [h("div", { class: "paper-table-place" }, this.table)];
  }

  // ---- into the page's size

  #fit() {
    const height = this.sheet.clientHeight;
    if (this.strip) this.#fitStrip(height);
    this.#fitSides();
    if (this.mapPlace) this.paperMap.lay(this.mapPlace);
    if (this.table) shrink(this.table, TABLE_PX, () => fits(this.table));
  }

  #fitStrip(page_px) {
    const { strip } = this.desk;
    const count = Math.max(1, strip.lanes.length);
    const room_px = page_px * (this.mapPlace ? STRIP_PART.besideMap : STRIP_PART.alone) - AXIS_PX;
    const lane_px = clamp(Math.floor(room_px / count), LANE_PX.least, LANE_PX.most);
    this.strip.style.setProperty("--lane", `${lane_px}px`);
    const place = this.canvas.parentElement;
    const [width, height] = [place.clientWidth, count * lane_px];
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    const canvas = new StripCanvas(this.canvas, { lane_px, ratio: FINE });
    canvas.resize(width, height);
    canvas.draw(strip.lanes, strip.window, { hidden: strip.hidden });
    const signs = this.desk.register.signs.get(strip.route) ?? [];
    new StripAxis(this.axis, this.desk.language).draw(strip.window, width, signs);
    this.#mark(strip.window, width, height);
  }

  /** Frame the chosen stretch on the strip, as far as it is seen. */
  #mark(window, width, height) {
    const { from_cm, to_cm } = this.desk.store.state;
    this.chosen.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const [x1, x2] = [from_cm, to_cm].map((cm) => clamp(((cm - window.from_cm) / widthCm(window)) * width, 0, width));
    if (!this.desk.isChosen() || !(x1 < x2)) return;
    this.chosen.append(svg("rect", { x: x1, y: 0.5, width: Math.max(2, x2 - x1), height: height - 1 }));
  }

  /** Letters get smaller until figures and legend have room beside the map; what has none begins the next page. */
  #fitSides() {
    const hasRoom = () => {
      const { clientHeight, scrollHeight } = this.sheet;
      return scrollHeight <= clientHeight && this.views.clientHeight >= (this.mapPlace ? LEAST_MAP_PX : 0);
    };
    for (const selector of [null, ".paper-elements", ".paper-legend", ".paper-comparison"]) {
      const moved = selector && this.right.querySelector(selector);
      if (moved) this.sheet.after(h("div", { class: "paper-more" }, moved));
      shrink(this.views, LETTER_PX, hasRoom);
      if (hasRoom()) return;
    }
  }
}

/** Make letters smaller, step by step, until `isFine()`. */
function shrink(element, { least, most, step }, isFine) {
  for (let px = most; px >= least; px -= step) {
    element.style.fontSize = `${px}px`;
    if (isFine()) return;
  }
}

/** A table fits when no cell needs more than two lines; one of many columns ends with the smallest letters. */
function fits(table) {
  if (table.scrollWidth > table.parentElement.clientWidth) return false;
  const line_px = parseFloat(getComputedStyle(table).fontSize) * LINE;
  return [...table.tBodies[0].rows].every((row) => row.clientHeight <= MOST_LINES * line_px);
}

const styles = () => byId("print-styles").sheet.media;
