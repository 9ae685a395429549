(map, data) => {
  "use strict";
  const CM_PER_KM = 100000;
  map.setMaxZoom(18); /* there are no tiles to say how far it is worth going in */
  const canvas = L.canvas({ padding: 0.3, tolerance: 6 });
  const number = new Intl.NumberFormat(data.language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

  /* first index whose measure is above cm */
  const above = (measures, cm) => {
    let [low, high] = [0, measures.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (measures[middle] > cm) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const pointAt = ([lons, lats, measures], cm) => {
    const n = Math.min(Math.max(above(measures, cm), 1), measures.length - 1);
    const share = (cm - measures[n - 1]) / (measures[n] - measures[n - 1]);
    return [lats[n - 1] + share * (lats[n] - lats[n - 1]), lons[n - 1] + share * (lons[n] - lons[n - 1])];
  };
  const cut = (line, from, to) => {
    const [lons, lats, measures] = line;
    const points = [pointAt(line, from)];
    for (let n = above(measures, from); n < measures.length && measures[n] < to; n += 1) {
      points.push([lats[n], lons[n]]);
    }
    points.push(pointAt(line, to));
    return points;
  };
  const parts = (stretches) =>
    Object.entries(stretches).flatMap(([route, flat]) => {
      const found = [];
      for (let n = 0; data.lines[route] && n < flat.length; n += 2) {
        found.push(cut(data.lines[route], flat[n], flat[n + 1]));
      }
      return found;
    });

  for (const { home, shape } of data.ground.areas) {
    const style = { stroke: true, color: "#9aa7b2", weight: 1, fillColor: home ? "#ffffff" : "#e8edf1", fillOpacity: 1 };
    L.geoJSON(shape, { renderer: canvas, interactive: false, style }).addTo(map);
  }
  const names = L.layerGroup().addTo(map);
  const showNames = () => {
    names.clearLayers();
    const view = map.getBounds();
    const least = [[13, 0], [11, 500], [9, 3000], [0, 15000]].find(([zoom]) => map.getZoom() >= zoom)[1];
    for (const [lon, lat, name, population] of data.ground.places) {
      if (population < least || !view.contains([lat, lon])) continue;
      const label = document.createElement("span");
      label.textContent = name;
      const icon = L.divIcon({ html: label, className: "place-name", iconSize: null });
      L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(names);
    }
  };
  map.on("moveend", showNames);

  const sample = ({ colour, dash }) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", "34");
    svg.setAttribute("height", "12");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({ d: "M2 6H32", stroke: colour, "stroke-width": 5, "stroke-dasharray": dash })) {
      line.setAttribute(name, value);
    }
    svg.append(line);
    return svg;
  };
  /* sensors are yellow and larger, signs white and smaller */
  const dotOf = ({ name }) => (name === "signs" ? { radius: 3, fillColor: "#ffffff" } : { radius: 5, fillColor: "#ffd166" });
  const dot = ({ radius, fillColor }) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    svg.setAttribute("width", "34");
    svg.setAttribute("height", "14");
    const values = { cx: 17, cy: 7, r: radius, fill: fillColor, stroke: "#16202a", "stroke-width": 2 };
    for (const [name, value] of Object.entries(values)) circle.setAttribute(name, value);
    svg.append(circle);
    return svg;
  };
  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const legend = document.getElementById("legend");

  const switched = (fieldset, label, drawn, mark, km) => {
    const row = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    box.addEventListener("change", () => (box.checked ? drawn.addTo(map) : drawn.remove()));
    row.append(box, ...(mark ? [mark] : []), element("span", label));
    if (km) row.append(Object.assign(element("span", `${number.format(km)} km`), { className: "km" }));
    fieldset.append(row);
  };

  for (const layer of data.layers) {
    const fieldset = document.createElement("fieldset");
    fieldset.append(element("legend", layer.title));
    for (const value of layer.classes) {
      const style = { renderer: canvas, color: value.colour, dashArray: value.dash || null, weight: layer.weight, lineCap: "butt" };
      const drawn = L.polyline(parts(value.stretches), { ...style, interactive: false, smoothFactor: 1 });
      drawn.addTo(map);
      switched(fieldset, value.label, drawn, sample(value), value.km);
    }
    if (layer.points.length) {
      const style = { renderer: canvas, radius: 5, color: "#16202a", weight: 2, fillColor: "#ffd166", fillOpacity: 1 };
      const group = L.layerGroup(
        layer.points.map(([lon, lat, name, state]) => {
          const text = element("span", `${layer.title}: ${[name, state].filter(Boolean).join(" · ")}`);
          return L.circleMarker([lat, lon], { ...style, ...dotOf(layer) }).bindPopup(text);
        }),
      );
      const isMany = layer.points.length > 200;
      const fits = () => map.getZoom() >= 11 || !isMany;
      const follow = { addTo: () => { follow.on = true; show(); }, remove: () => { follow.on = false; show(); }, on: true };
      const show = () => (follow.on && fits() ? group.addTo(map) : group.remove());
      map.on("zoomend", show);
      show();
      switched(fieldset, `${layer.title}: ${layer.points.length}`, follow, dot(dotOf(layer)), 0);
    }
    legend.append(fieldset);
  }

  /* the place on a line nearest to a click, in pixels */
  const nearest = (at) => {
    let best = { distance: 12 };
    const pixel = map.latLngToLayerPoint(at);
    for (const [route, [lons, lats, measures]] of Object.entries(data.lines)) {
      let before = null;
      for (let n = 0; n < lons.length; n += 1) {
        const after = map.latLngToLayerPoint([lats[n], lons[n]]);
        if (before) {
          const close = L.LineUtil.closestPointOnSegment(pixel, before, after);
          const distance = close.distanceTo(pixel);
          if (distance < best.distance) {
            const whole = before.distanceTo(after);
            const share = whole ? close.distanceTo(before) / whole : 0;
            best = { distance, route, cm: measures[n - 1] + share * (measures[n] - measures[n - 1]) };
          }
        }
        before = after;
      }
    }
    return best.route ? best : null;
  };
  const holds = (flat = [], cm) => {
    for (let n = 0; n < flat.length; n += 2) if (flat[n] <= cm && cm < flat[n + 1]) return true;
    return false;
  };
  map.on("click", ({ latlng }) => {
    const place = nearest(latlng);
    if (!place) return;
    const list = Object.assign(document.createElement("dl"), { className: "here" });
    list.append(element("dt", `${place.route} km ${number.format(place.cm / CM_PER_KM)}`));
    for (const layer of data.layers) {
      const named = layer.named[place.route];
      const here = named
        ? named.names.filter((_name, n) => named.starts[n] <= place.cm && place.cm < named.ends[n])
        : layer.classes.filter(({ stretches }) => holds(stretches[place.route], place.cm)).map(({ label }) => label);
      if (here.length) list.append(element("dt", layer.title), element("dd", here.join(", ")));
    }
    L.popup().setLatLng(latlng).setContent(list).openOn(map);
  });
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);
  showNames();
  document.documentElement.lang = data.language;
  document.documentElement.dataset.ready = "yes";
};
