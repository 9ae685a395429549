/** The lines on the map: an overview first, from near all their vertices; what fails to come can be asked for again. */

/** From this zoom on a metre is seen, and the line is drawn with all its vertices. */
const WHOLE_LINE_ZOOM = 13;

export class MapLines {
  #isWhole = false;
  #tellCome;

  /** `drawn()` draws again what lies on the lines, `busy(reading)` says that something is read, and how it goes. */
  constructor(map, register, { busy, drawn }) {
    Object.assign(this, { map, register, busy, drawn });
    this.come = new Promise((resolve) => (this.#tellCome = resolve));
  }

  /** Resolve once every route has its line, at the first try or a later one: without them nothing has a place. */
  async first() {
    await this.busy(this.register.readLines());
    if (this.register.hasLines) return;
    this.map.fitWorld({ animate: false });
    await this.come;
  }

  /** From near, read and draw every vertex, once. */
  async whole() {
    if (this.#isWhole || this.map.getZoom() < WHOLE_LINE_ZOOM) return;
    this.#isWhole = true;
    await this.busy(this.#readWhole());
    this.drawn();
  }

  async #readWhole() {
    try {
      await this.register.readLines(0);
    } catch (error) {
      this.#isWhole = false;
      throw error;
    }
  }

  /** Read what no reading has brought so far, the signs as of a day; tell whether all lines are there. */
  async again(as_of) {
    await this.busy(this.register.readMissing(as_of));
    if (this.register.hasLines) this.#tellCome();
    return this.register.hasLines;
  }
}
