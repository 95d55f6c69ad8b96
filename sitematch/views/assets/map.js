/* What folium cannot say: how the layers look and behave. No text is ever parsed here: what is shown in a popup is a
   copy of what stands in the list, and every other name is set as text. */
const sitematch = (() => {
  "use strict";

  const MARK_PX = 26;
  const SMALL_PX = 14;
  const NUMBERED_AT_MOST = 300;
  const RINGS_PX = [0, 24, 38];
  const LEAST_ROOM_PX = 120;
  const CLOSE_ZOOM = 10;
  const CLOSEST_ZOOM = 14;
  const EIGHTH = Math.PI / 4;
  const WIDE = window.matchMedia("(min-width: 52.001rem)");
  const { element } = sitematchTools;

  /* The label at what is pointed at; there once the map is */
  let hints = null;

  /* The texts of the map, read once from the page */
  let read = null;
  function data() {
    read = read || JSON.parse(document.getElementById("map-data").textContent);
    return read;
  }

  function icon(className, child, px) {
    return L.divIcon({ className: className, html: child, iconSize: [px, px] });
  }

  /* How each kind is drawn: named in the folium layers */
  const municipality = () => ({ className: "municipality" });
  const road = (feature) => ({ className: "road " + feature.properties.kind });
  const joined = () => ({ className: "joined" });
  const outline = (feature) => ({ className: "outline " + feature.properties.status });

  /* A site that is only a point has no outline: its mark is all */
  const point = (feature, at) => L.circleMarker(at, { radius: 0, stroke: false, fill: false });

  function facility(feature, at) {
    const kind = data().facilities[feature.properties.kind];
    const name = kind.names[feature.properties.row];
    const sign = element("span", "", kind.sign);
    const marker = L.marker(at, { icon: icon("facility", sign, 18), zIndexOffset: -200000 });
    const content = () => {
      const box = element("div", "card");
      box.append(element("h3", "", name), element("p", "is", kind.kind));
      return box;
    };
    marker.on("add", () => {
      named(marker, name + ", " + kind.kind);
      follow(marker.getElement(), (on) => (on ? hints.show(marker.getElement(), name) : hints.hide()));
    });
    marker.bindPopup(content, { maxWidth: 260 });
    return marker;
  }

  function named(marker, name) {
    const at = marker.getElement();
    at.setAttribute("aria-label", name);
    at.addEventListener("keydown", (event) => {
      if (event.key === " ") { event.preventDefault(); marker.openPopup(); }
    });
  }

  /* A name on the map; it stands back where there is no room */
  function place(kind, name, at) {
    const box = element("div", "");
    if (kind === "town") box.append(element("i", ""));
    const text = element("span", "", name);
    box.append(text);
    const options = { icon: L.divIcon({ className: "place " + kind, html: box, iconSize: [0, 0] }) };
    const marker = L.marker([at[1], at[0]], { ...options, interactive: false, keyboard: false, pane: "names" });
    return { kind: kind, marker: marker, text: text, at: at };
  }

  /* A site's mark, which opens its card. ``lit``, ``dim`` and ``hit`` are how it and its outline look now: the
     elements of both are made anew whenever their layer is. */
  function mark(feature, layer, map, hint) {
    const site = feature.properties;
    const row = document.getElementById(site.row);
    const name = row.querySelector(".card h3").textContent;
    const number = site.rank === null ? "" : String(site.rank);
    const badge = element("span", "badge " + site.status + (number.length > 2 ? " wide" : ""), number);
    const marker = L.marker([site.at[1], site.at[0]], {
      icon: icon("mark " + site.status, badge, site.rank === null ? 24 : MARK_PX),
      zIndexOffset: site.rank === null ? -100000 : -site.rank * 10,
    });
    const look = { lit: false, dim: false, hit: false };
    const paint = (change) => {
      Object.assign(look, change);
      for (const at of [marker.getElement(), layer.getElement && layer.getElement()]) {
        for (const one of at ? Object.keys(look) : []) at.classList.toggle(one, look[one]);
      }
      row.classList.toggle("lit", look.lit);
    };
    const light = (on) => {
      paint({ lit: on });
      if (on && map.hasLayer(marker) && !map.getContainer().parentElement.classList.contains("reading")) hint.show(badge, (number || "○") + " · " + name);
      else hint.hide();
    };
    const point = (on) => { light(on); tell(on ? "lit" : "unlit", row); };
    const one = { marker, badge, row, name, light, paint, rank: site.rank, site: row.dataset.site, at: marker.getLatLng() };
    one.show = () => show(marker, layer, map);
    one.rings = one.reached = () => {};
    marker.bindPopup(() => cardOf(one), roomFor(map));
    marker.on("add", () => {
      named(marker, row.dataset.label);
      follow(marker.getElement(), point);
      paint({});
    });
    marker.on("popupopen", () => {
      hint.hide();
      if (listBeside()) row.scrollIntoView({ block: "nearest" });
      tell("open", row);
    });
    layer.on("add", () => paint({}));
    layer.on("click", () => marker.openPopup());
    layer.on("mouseover", () => point(true));
    layer.on("mouseout", () => point(false));
    follow(row, point);
    row.querySelector(".show").addEventListener("click", one.show);
    work(row.querySelector(".card"), one);
    return one;
  }

  /* What stands in the popup: a copy of the card in the list, with the sentence of the row */
  function cardOf(one) {
    const card = one.row.querySelector(".card").cloneNode(true);
    const gist = one.row.querySelector(".gist");
    if (gist) card.querySelector(".is").after(element("p", "gist", gist.textContent));
    work(card, one);
    return card;
  }

  /* What a card draws around its site */
  function work(card, one) {
    card.querySelector(".rings").addEventListener("click", () => one.rings());
    const reached = card.querySelector("button.reached");
    if (reached) reached.addEventListener("click", () => one.reached());
  }

  function follow(source, point) {
    for (const [name, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      source.addEventListener(name, () => point(on));
    }
  }

  /* How large a popup may be, and what it keeps clear of */
  function roomFor(map) {
    const size = map.getSize();
    const width = Math.max(200, Math.min(400, size.x - 52));
    return {
      maxWidth: width, minWidth: width, maxHeight: Math.max(180, size.y * 0.62),
      autoPanPaddingTopLeft: WIDE.matches ? [56, 16] : [8, 8],
      autoPanPaddingBottomRight: WIDE.matches ? [panelWidth(map) + 8, 16] : [8, 8],
    };
  }

  function panelWidth(map) {
    const panel = document.querySelector(".panel");
    return panel.open && map.getSize().x > 700 ? panel.offsetWidth + 16 : 24;
  }

  /* Whether the list stands beside the map, so that a row can come into view without the map leaving it */
  const listBeside = () => WIDE.matches && !document.body.classList.contains("full");

  /* Inside a page: tell it which site is pointed at here, hear which one is pointed at or asked for there */
  const framed = () => document.body.classList.contains("framed") && window.parent !== window;

  function tell(what, row) {
    if (framed()) window.parent.postMessage({ what: what, site: row.dataset.site }, window.location.origin);
  }

  function listen(map, marks) {
    if (!framed()) return;
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || event.origin !== window.location.origin) return;
      const one = marks.find((mark) => mark.site === event.data.site);
      if (!one || !map.hasLayer(one.marker)) return;
      if (event.data.what === "show") one.show();
      else one.light(event.data.what === "lit");
    });
  }

  /* A site seen from near, with its surroundings */
  function show(marker, layer, map) {
    map.getContainer().scrollIntoView({ block: "nearest" });
    const frame = layer.getBounds ? layer.getBounds() : L.latLngBounds([marker.getLatLng()]);
    map.fitBounds(frame.pad(1), { animate: false, maxZoom: CLOSEST_ZOOM });
    marker.openPopup();
  }

  /* Room: marks by rank first, then names by weight; none covers another */
  function crowd() {
    const taken = [];
    const free = (box) => taken.every((o) => box[2] <= o[0] || box[0] >= o[2] || box[3] <= o[1] || box[1] >= o[3]);
    const around = (x, y, half) => [x - half, y - half, x + half, y + half];
    return { free: free, take: (box) => taken.push(box), around: around };
  }

  function arrange(map, marks, names, others) {
    const room = crowd();
    const shown = marks.filter((one) => map.hasLayer(one.marker));
    const view = map.getBounds().pad(0.1);
    const ranked = shown.filter((one) => one.rank !== null && view.contains(one.at)).sort((a, b) => a.rank - b.rank);
    ranked.forEach((one, i) => settle(map, one, room, i));
    const rings = crowd();
    for (const one of shown) {
      if (one.rank === null) rings.take(rings.around(...pixels(map, one.marker), 6));
    }
    for (const one of others) {
      if (map.hasLayer(one)) rings.take(rings.around(...pixels(map, one), 9));
    }
    const told = new Set();
    for (const one of names) write(map, one, room, rings, told);
  }

  function pixels(map, marker) {
    const at = map.latLngToLayerPoint(marker.getLatLng());
    return [at.x, at.y];
  }

  function settle(map, one, room, order) {
    const [x, y] = pixels(map, one.marker);
    const half = MARK_PX / 2 + 2;
    let shift = null;
    for (const ring of order < NUMBERED_AT_MOST ? RINGS_PX : []) {
      for (let eighth = 0; eighth < (ring ? 8 : 1) && !shift; eighth += 1) {
        const turn = -EIGHTH / 2 + eighth * EIGHTH;
        const step = [ring * Math.cos(turn), ring * Math.sin(turn)];
        if (room.free(room.around(x + step[0], y + step[1], half))) shift = step;
      }
    }
    const at = one.marker.getElement();
    at.classList.toggle("small", shift === null);
    room.take(shift ? room.around(x + shift[0], y + shift[1], half) : room.around(x, y, SMALL_PX / 2 + 1));
    lead(at, one.badge, shift || [0, 0]);
  }

  function lead(at, badge, shift) {
    for (const old of at.querySelectorAll(".leader")) old.remove();
    badge.style.transform = shift[0] || shift[1] ? `translate(${shift[0]}px, ${shift[1]}px)` : "";
    if (!shift[0] && !shift[1]) return;
    const line = element("i", "leader");
    line.style.width = Math.hypot(...shift) + "px";
    line.style.transform = `rotate(${Math.atan2(shift[1], shift[0])}rad)`;
    at.prepend(line);
  }

  /* Where a town's name may stand, seen from its dot */
  function beside(width, height) {
    const [middle, level] = [-width / 2, -height / 2];
    return [6, 12].flatMap((gap) => {
      const [right, left, above, below] = [gap, -width - gap, -height - gap / 2, gap / 2];
      return [[right, level], [left, level], [middle, above], [middle, below], [right, above], [right, below], [left, above], [left, below]];
    });
  }

  /* Where a municipality's name may stand: points of its own area, the middle one first */
  function pointsOf(one, x, y, map) {
    return (one.spots || [one.at]).map((at) => {
      const point = map.latLngToLayerPoint([at[1], at[0]]);
      return [point.x - x, point.y - y];
    });
  }

  /* A name whose point is in view is in view from end to end */
  function whole(box, x, y, map) {
    const corner = map.containerPointToLayerPoint([0, 0]), far = corner.add(map.getSize());
    const inside = (left, top, right, bottom) => left >= corner.x && top >= corner.y && right <= far.x && bottom <= far.y;
    return inside(...box) || !inside(x, y, x, y);
  }

  function middle(map) {
    const at = map.containerPointToLayerPoint(map.getSize().divideBy(2));
    return [at.x, at.y];
  }

  function write(map, one, room, rings, told) {
    if (!map.hasLayer(one.marker)) return;
    const at = one.marker.getElement();
    at.classList.remove("gone");
    const width = one.text.offsetWidth, height = one.text.offsetHeight;
    const [x, y] = pixels(map, one.marker);
    const box = (d) => [x + d[0] - 2, y + d[1], x + d[0] + width + 2, y + d[1] + height];
    const offers = one.kind === "town" ? beside(width, height)
      : pointsOf(one, x, y, map).map((d) => [d[0] - width / 2, d[1] - height / 2]);
    const [px, py] = one.kind === "ring" ? middle(map) : [x, y];
    const spot = offers.find((d) => room.free(box(d)) && rings.free(box(d)) && whole(box(d), px, py, map));
    const zoom = map.getZoom();
    const twice = one.kind === "municipal" && zoom < CLOSE_ZOOM && told.has(one.text.textContent);
    at.classList.toggle("gone", !spot || zoom < one.from || twice);
    if (at.classList.contains("gone")) return;
    one.text.style.left = spot[0] + "px";
    one.text.style.top = spot[1] + "px";
    room.take(box(spot));
    if (one.kind === "town") room.take(room.around(x, y, 4));
    told.add(one.text.textContent);
  }

  /* From which zoom a town is named: the larger the sooner */
  function zoomOf(population) {
    return population >= 10000 ? 0 : population >= 4000 ? 9.25 : population >= 1500 ? 10 : population >= 500 ? 11 : 12;
  }

  function names(map, groups, options) {
    const made = [];
    const add = (kind, group, list, from) => {
      for (const one of list) {
        const written = { ...one, ...place(kind, one.name, one.at), from: from(one) };
        group.addLayer(written.marker);
        made.push(written);
      }
    };
    const seats = new Set(options.municipalities.map((one) => one.name));
    add("town", groups.towns, options.towns, (town) => seats.has(town.name) ? 0 : zoomOf(town.population));
    add("municipal", groups.municipalities, options.municipalities, () => 0);
    add("number", groups.roads, options.roads, () => 0);
    return made;
  }

  /* Popups are dialogs: they take the focus and give it back */
  function dialogs(map, words) {
    const section = map.getContainer().parentElement;
    let opener = null;
    map.on("popupopen", (event) => {
      const box = event.popup.getElement();
      const title = box.querySelector("h3");
      opener = document.activeElement;
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", title.textContent);
      const close = box.querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", words.close);
      close.setAttribute("title", words.close);
      box.querySelector(".leaflet-popup-content").tabIndex = 0;
      section.classList.add("reading");
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    });
    map.on("popupclose", (event) => {
      const box = event.popup.getElement();
      const focus = document.activeElement;
      section.classList.remove("reading");
      if (opener && (focus === document.body || (box && box.contains(focus)))) opener.focus({ preventScroll: true });
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
  }

  function controls(map, words) {
    const section = map.getContainer().parentElement;
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    L.control.fullscreen({
      title: words.fullScreen, titleCancel: words.fullScreenEnd, forceSeparateButton: true, fullscreenElement: section,
    }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", words.map);
  }

  /* Whoever asks for less motion gets none */
  function still(map) {
    if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const panBy = map.panBy.bind(map);
    map.panBy = (offset, options) => panBy(offset, { ...options, animate: false });
    map.options.zoomAnimation = map.options.fadeAnimation = map.options.markerZoomAnimation = false;
    map._zoomAnimated = map._fadeAnimated = false;
  }

  function start(map, layers) {
    const options = data();
    still(map);
    const frame = L.latLngBounds(options.bounds);
    const wide = () => WIDE.matches;
    const panel = document.querySelector(".panel");
    panel.open = wide();
    const keepClear = () => ({
      paddingTopLeft: [wide() ? 56 : 8, 16], paddingBottomRight: [wide() ? panelWidth(map) + 16 : 8, 28],
    });
    const fit = () => {
      const room = map.getSize();
      if (room.x < LEAST_ROOM_PX || room.y < LEAST_ROOM_PX) return;
      map.setMaxBounds(null).setMinZoom(0);
      map.fitBounds(frame, { animate: false, ...keepClear() });
      map.setMinZoom(map.getZoom() - 1).setMaxBounds(map.getBounds().pad(1));
    };
    map.setView(frame.getCenter(), 8, { animate: false });
    fit();
    controls(map, options.words);
    dialogs(map, options.words);
    hints = sitematchTools.hint(map.getContainer().parentElement);
    map.on("movestart", hints.hide);

    const groups = { towns: L.layerGroup() };
    for (const name of Object.keys(layers)) groups[name] = L.layerGroup([layers[name]]);
    const marks = [];
    for (const status of ["fails", "open", "qualifies"]) {
      layers[status].eachLayer((layer) => {
        const made = mark(layer.feature, layer, map, hints);
        groups[status].addLayer(made.marker);
        marks.push(made);
      });
    }
    const written = names(map, groups, options.names);
    const facilities = Object.keys(layers).filter((name) => name.startsWith("facility")).flatMap((name) => layers[name].getLayers());
    let rings = null, areas = null;
    const again = () => {
      const own = [rings, areas].flatMap((drawn) => (drawn ? drawn.names() : []));
      arrange(map, marks, [...own, ...written], facilities);
    };
    rings = sitematchTools.rings(map, options.words, place, keepClear, again, () => areas.clear());
    areas = sitematchAreas.areas(map, options.areas, options.words, place, keepClear, again, () => rings.clear());
    areas.choose(marks);
    for (const one of marks) {
      one.rings = () => rings.toggle(one);
      one.reached = () => areas.toggle(one);
    }
    for (const box of panel.querySelectorAll("input[data-layer]")) {
      const turn = () => {
        const group = groups[box.dataset.layer];
        if (box.checked) group.addTo(map); else group.remove();
      };
      turn();
      box.addEventListener("change", () => { turn(); again(); });
    }
    again();
    map.on("moveend resize", again);
    listen(map, marks);
    const view = { frame: frame, touched: false };
    map.on("zoomstart dragstart popupopen", () => { view.touched = true; });
    map.on("resize", () => { if (!view.touched) { fit(); view.touched = false; again(); } });
    sitematchTools.search(map, marks, options.words);
    sitematchTools.paper(map, view, again);
  }

  return { municipality, road, joined, outline, point, facility, start };
})();
