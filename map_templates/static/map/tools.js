/** What is done with the chosen stretch beyond looking: edges moved, segments cut, rows changed, views kept. */

import { searchOf } from "./address.js";
import { ChangeDialog } from "./change_dialog.js";
import { VIEWS } from "./classes.js";
import { Cuts } from "./cuts.js";
import { byId, h } from "./dom.js";
import { EventsTable } from "./events_table.js";
import { HistoryPanel } from "./history_panel.js";
import { SPLIT } from "./known.js";
import { edgeNear } from "./lanes.js";
import { changeRows, PastedRows } from "./many_rows.js";
import { onRoute, parsePosition } from "./measures.js";
import { edgeMoved } from "./proposals.js";
import { SavedViews } from "./saved_views.js";
import { TimeBar } from "./time_bar.js";
import { toast } from "./toast.js";

const REST_MS = 250;

export class Tools {
  /** `segments()` gives the pieces of the segment layer by route, `drawn()` a promise of the strip having followed. */
  constructor({ desk, strip, segments, drawn }) {
    Object.assign(this, { desk, strip });
    this.dialog = new ChangeDialog(desk);
    const cursor = () => Math.round(strip.cursor);
    this.cuts = new Cuts({ ...desk, dialog: this.dialog, segments, cursor, hasFollowed: () => this.#hasFollowed() });
    this.table = new EventsTable({ ...desk, inStep: VIEWS, acts: this.#rowsActs() });
    const search = () => searchOf(desk.store.state, desk.config.today);
    this.savedViews = new SavedViews({ ...desk, search });
    new TimeBar({ ...desk, drawn });
    this.history = new HistoryPanel({ ...desk, place: byId("panel-history") });
    document.querySelector('[role="tablist"]').addEventListener("tabchosen", () => this.history.show());
    this.cuts.show();
  }

  read() {
    return Promise.all([this.table.read(), this.desk.busy(this.savedViews.read())]);
  }

  /** Open again, with what was typed, the dialog that the end of a session closed; else the one the address asks for. */
  restore() {
    const { cuts, desk, strip } = this;
    const acts = this.#rowsActs();
    const layer = (name) => desk.naming.layer(name);
    this.dialog.restore({
      rows: (name, rows) => acts.bulk(layer(name), rows),
      paste: (name) => acts.paste(layer(name)),
      split: () => cuts.split(),
      merge: () => cuts.merge(),
      edge: (id, edge, to_cm) => this.askEdge(strip.lanes.find((lane) => lane.id === id), edge, to_cm),
    });
    if (desk.askedEdit === SPLIT && cuts.isOffered && !this.dialog.isOpen) cuts.split();
  }

  /** What was picked may not be there any more. */
  readAgain() {
    this.table.unpick();
    return Promise.all([this.table.read(), this.history.show()]);
  }

  /** A stretch that is being pulled is read once it stands still. */
  historySoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.history.show(), REST_MS);
  }

  #rowsActs() {
    const { desk, strip, dialog } = this;
    const { language, store } = desk;
    return {
      chosen: ({ route, from_cm, to_cm, element }) => {
        store.set({ route, from_cm, to_cm, cm: undefined, ...(element ? { element } : {}) });
        desk.showSelected();
        strip.showStretch(store.state);
      },
      bulk: (layer, rows) => changeRows(layer, rows, { ...desk, dialog }),
      paste: (layer, text) => new PastedRows({ ...desk, dialog }).open(layer, text),
      said: (text) => toast(text, language),
      copied: (count) => toast(language.t("copied", { count: language.whole(count) }), language),
    };
  }

  /** Ask for the new place of an edge, already filled in if it was pulled there. */
  askEdge(lane, edge, to_cm) {
    const { language, naming, store } = this.desk;
    const { t } = language;
    const { route } = store.state;
    const columns = naming.layer(lane.layer).values;
    const line = h("p");
    const input = h("input", { id: "edge-to", value: language.km(to_cm), "aria-describedby": "edge-to-error" });
    const wrong = h("p", { class: "error", id: "edge-to-error", hidden: true });
    this.dialog.open({
      title: t("move_edge", { lane: lane.label }),
      lines: [line],
      fields: [h("div", { class: "field" }, h("label", { for: "edge-to" }, t("edge_to")), input, wrong)],
      operations: () => {
        if (!this.#hasFollowed()) return null;
        const now = this.#edgeNow(lane, edge);
        const cm = this.#measureIn(input, wrong, route);
        line.textContent = this.#edgeInWords(now, edge);
        const operation = now && cm !== null ? edgeMoved(lane, route, now, cm, columns) : null;
        return operation ? [operation] : null;
      },
      again: { kind: "edge", args: [lane.id, edge, to_cm] },
    });
    input.select();
  }

  /** Tell whether the strip shows what is chosen under "goes into": only then a gesture on it may be written there. */
  #hasFollowed() {
    return this.strip.draft === this.desk.drafts.state;
  }

  /** Return the edge as the strip has it now: with another draft chosen it may be another one, or none. */
  #edgeNow({ id }, { at_cm }) {
    const lane = this.strip.lanes.find((one) => one.id === id);
    return lane && edgeNear(lane, at_cm, 0);
  }

  #edgeInWords(now, { at_cm }) {
    const { t, km } = this.desk.language;
    if (!now) return t("edge_gone", { km: km(at_cm) });
    const [left, right] = [now.left, now.right].map((mark) => mark?.name ?? t("unrecorded"));
    return t("move_edge_line", { left, right, km: km(at_cm) });
  }

  #measureIn(input, place, route) {
    const { language, register } = this.desk;
    const length_cm = register.lengthOf(route);
    place.hidden = true;
    try {
      return onRoute(parsePosition(input.value, register.signs.get(route)), length_cm);
    } catch (error) {
      if (!error.code) throw error;
      place.textContent = language.told(error);
      place.hidden = false;
      return null;
    }
  }
}
