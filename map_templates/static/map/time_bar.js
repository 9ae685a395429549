/** The day over all views: a slider from the register's first day to today, played by months, quarters or years. */

import { addDays, lastIncluded } from "./days.js";
import { byId } from "./dom.js";

const MS_PER_DAY = 86_400_000;
const PAUSE_MS = 150;
const FRAME_MS = 450;

export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / MS_PER_DAY);

/** Return the last day of the period of 1, 3 or 12 months that the day after a day lies in. */
export function monthEndAfter(iso, months) {
  const [year, month] = addDays(iso, 1).split("-").map(Number);
  const following = year * 12 + (Math.floor((month - 1) / months) + 1) * months;
  return lastIncluded(`${Math.floor(following / 12)}-${String((following % 12) + 1).padStart(2, "0")}-01`);
}

export class TimeBar {
  /** `drawn()` gives a promise of the views having followed the day. */
  constructor({ config, language, store, drawn }) {
    Object.assign(this, { config, language, store, drawn, isPlaying: false });
    this.slider = byId("day-slider");
    byId("first-day").textContent = language.day(config.first_day);
    this.slider.addEventListener("input", () => this.#slid());
    byId("play").addEventListener("click", () => (this.isPlaying ? this.stop() : this.play()));
    store.listen((state, changed) => changed.has("as_of") && this.show());
    this.show();
  }

  show() {
    const { as_of } = this.store.state;
    const { first_day, today } = this.config;
    this.slider.max = daysBetween(first_day, as_of > today ? as_of : today);
    this.slider.value = daysBetween(this.config.first_day, as_of);
    this.#label(as_of);
  }

  #label(day) {
    byId("last-day").textContent = this.language.day(day);
    this.slider.setAttribute("aria-valuetext", this.language.day(day));
  }

  #slid() {
    this.stop();
    const day = addDays(this.config.first_day, Number(this.slider.value));
    this.#label(day);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.store.set({ as_of: day }), PAUSE_MS);
  }

  /** Go on by the chosen step; from the last day it begins again at the first. */
  async play() {
    this.#playing(true);
    if (this.store.state.as_of >= this.config.today) this.store.set({ as_of: this.config.first_day });
    while (this.isPlaying && this.store.state.as_of < this.config.today) {
      const day = monthEndAfter(this.store.state.as_of, Number(byId("play-step").value));
      this.store.set({ as_of: day < this.config.today ? day : this.config.today });
      const [isDrawn] = await Promise.all([this.drawn(), new Promise((done) => setTimeout(done, FRAME_MS))]);
      if (!isDrawn) break;
    }
    this.#playing(false);
  }

  stop() {
    this.#playing(false);
  }

  #playing(isPlaying) {
    this.isPlaying = isPlaying;
    byId("play").setAttribute("aria-pressed", String(isPlaying));
    byId("play").textContent = this.language.t(isPlaying ? "stop" : "play");
  }
}
