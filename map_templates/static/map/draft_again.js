/** What an edit changes that its draft has changed already: told, and saved only once that is meant. */

import { byId, h } from "./dom.js";
import { changedAgain } from "./draft_layers.js";

const MOST_SHOWN = 50;

export class DraftAgain {
  /** `prefix` is that of the ids of its fieldset, list, tick and error. */
  constructor(prefix, { language, naming }) {
    Object.assign(this, { prefix, language, naming });
    this.place = byId(`${prefix}-again`);
    this.tick = byId(`${prefix}-again-meant`);
    this.tick.addEventListener("change", () => this.#told(false));
  }

  /** Show what a preview tells; a tick about something else does not hold for it. */
  show({ operations, drafted }) {
    const found = changedAgain(operations, drafted);
    const asked = JSON.stringify(found);
    if (asked !== this.asked) this.tick.checked = false;
    this.asked = asked;
    const more = found.length > MOST_SHOWN ? [h("li", {}, "…")] : [];
    const lines = found.slice(0, MOST_SHOWN).map((one) => this.#line(one));
    byId(`${this.prefix}-again-list`).replaceChildren(...lines, ...more);
    this.place.hidden = !found.length;
    this.#told(false);
  }

  /** Take back what was told: it is about something that is proposed no more, and is not to be meant. */
  hide() {
    this.place.hidden = true;
  }

  /** Tell whether something is left to be meant; if so it is asked for. */
  isUnanswered() {
    const isOpen = !this.place.hidden && !this.tick.checked;
    if (isOpen) {
      this.#told(true);
      this.place.scrollIntoView({ block: "nearest" });
      this.tick.focus();
    }
    return isOpen;
  }

  #told(isMissing) {
    byId(`${this.prefix}-again-error`).hidden = !isMissing;
    if (isMissing) this.tick.setAttribute("aria-invalid", "true");
    else this.tick.removeAttribute("aria-invalid");
  }

  #line({ target, key, from_cm, to_cm, was, is }) {
    const { t, km } = this.language;
    const { naming } = this;
    const place = t("place_sum", { route: key.route, from: km(from_cm), to: km(to_cm) });
    const what = [naming.label(target), naming.key(target, key), place].filter(Boolean).join(", ");
    const said = (values) => (values ? naming.worded(target, values) : t("unrecorded"));
    return h("li", {}, t("draft_again", { what, was: said(was), is: said(is) }));
  }
}
