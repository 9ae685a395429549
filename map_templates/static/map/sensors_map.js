/** The sensors on the map. */

import { h } from "./dom.js";
import { MarksMap } from "./marks_map.js";
import { cmOfKm } from "./measures.js";
import { symbol } from "./sensor_symbol.js";
import { pageOf, section } from "./things_card.js";

const DEPTH = 470;

export class SensorsMap extends MarksMap {
  constructor(desk) {
    super(desk, "sensors", DEPTH);
    this.models = this.naming.names.sensor_model ?? new Map();
  }

  async read(as_of) {
    const { data } = await this.api.get("sensors/", { as_of });
    return data.map((one) => ({ ...one, ...this.config.sensor_states[one.state], at: this.#at(one) }));
  }

  /** A linear sensor without a place of its own is marked in the middle of its first stretch. */
  #at({ lon, lat, stretches_km }) {
    if (lon !== null && lat !== null) return [lat, lon];
    const [[route, [[from_km, to_km]]] = [null, [[]]]] = Object.entries(stretches_km);
    return this.pointOn(route, cmOfKm((from_km + to_km) / 2));
  }

  symbol(sensor) {
    return symbol(sensor);
  }

  said({ code, state_name }) {
    return this.language.t("sensor_said", { code, state: state_name });
  }

  groupSaid(sensors) {
    const { t } = this.language;
    const faulty = sensors.filter(this.isFaulty).length;
    const said = t("sensors_said", { count: sensors.length });
    return faulty ? `${said}, ${t("sensors_faulty", { count: faulty })}` : said;
  }

  isFaulty({ kind }) {
    return kind === "faulty";
  }

  card(sensor) {
    const { t, whole, amount } = this.language;
    const facts = [
      [t("sensor_model"), this.models.get(sensor.model) ?? sensor.model],
      [t("sensor_site"), sensor.site],
      [t("sensor_mast"), sensor.mast_m && t("metres", { metres: amount(sensor.mast_m) })],
      [t("sensor_sector"), sensor.sector_deg < 360 && bearing(sensor, whole)],
      [t("sensor_range"), t("metres", { metres: whole(sensor.range_m) })],
      [t("sensor_place"), this.placeOf(sensor)],
    ];
    const acts = [
      h("button", { type: "button", class: "button small", onclick: () => this.chooseAt(sensor) }, t("sensor_here")),
      h("button", { type: "button", class: "button small", onclick: () => this.#lookAt(sensor) }, t("sensor_look")),
      h("a", { class: "button small", href: pageOf(this.config, "sensor", sensor.code) }, t("thing_page")),
    ];
    const line = [sensor.name, " · ", h("strong", {}, sensor.state_name)];
    return section([symbol(sensor), ` ${sensor.code}`], line, facts, acts);
  }

  /** Its sector, its sight and its facts are shown beside the map. */
  #lookAt({ code }) {
    this.map.closePopup();
    this.store.set({ sensor: code });
  }

  table() {
    const { t, whole } = this.language;
    const model = (one) => [symbol(one), ` ${this.models.get(one.model) ?? one.model}`];
    return {
      title: t("sensors_said", { count: whole(this.things.length) }),
      none: t("no_sensors"),
      heads: ["sensor", "sensor_model", "sensor_state"].map((key) => t(key)),
      rows: this.things.map((one) => [this.row(one), model(one), one.state_name]),
    };
  }
}

const bearing = ({ azimuth_deg, sector_deg }, whole) => `${whole(azimuth_deg)}°, ${whole(sector_deg)}°`;
