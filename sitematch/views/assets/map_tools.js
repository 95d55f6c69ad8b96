/* What a reader can ask of the map: which site is this, where is one of that name, how far is it, put it on paper.
   Texts are set as text, never parsed. */
const sitematchTools = (() => {
  "use strict";

  const RINGS_KM = [5, 10, 25];
  const RING_CORNERS = 120;
  const LABEL_BEARINGS = [0, 45, -45, 90, -90, 135, -135, 180, 22, -22, 67, -67, 112, -112, 157, -157];
  const EDGE_PX = 4;

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* A small label at what is pointed at: rank and name. Screen readers have the same from the mark itself. */
  function hint(section) {
    const box = element("p", "hint", "");
    box.setAttribute("aria-hidden", "true");
    box.hidden = true;
    section.append(box);
    const hide = () => { box.hidden = true; };
    const show = (at, text) => {
      box.textContent = text;
      box.hidden = false;
      const around = section.getBoundingClientRect(), there = at.getBoundingClientRect();
      const middle = there.left + there.width / 2 - around.left;
      const most = around.width - box.offsetWidth - EDGE_PX;
      const above = there.top - around.top - box.offsetHeight - 8;
      const seen = middle >= 0 && middle <= around.width && there.bottom >= around.top && there.top <= around.bottom;
      box.hidden = !seen;
      box.style.left = Math.max(EDGE_PX, Math.min(most, middle - box.offsetWidth / 2)) + "px";
      box.style.top = (above >= EDGE_PX ? above : there.bottom - around.top + 8) + "px";
    };
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    return { show: show, hide: hide };
  }

  const plain = (text) => text.normalize("NFC").toLowerCase();
  const bare = (text) => plain(text).normalize("NFD").replace(/\p{M}/gu, "");

  /* Each word has to stand somewhere; one typed without dots and rings also finds the letters that have them */
  function finder(query) {
    const words = plain(query).split(/\s+/).filter((word) => word);
    return (text) => words.every((word) => plain(text).includes(word) || (bare(word) === word && bare(text).includes(word)));
  }

  /* The search field over the list: rows that do not fit go, their marks stand back */
  function search(map, marks, words) {
    const box = document.querySelector(".search");
    if (!box) return;
    box.hidden = false;
    const input = box.querySelector("input"), said = box.querySelector("[role=status]");
    const byRow = new Map(marks.map((one) => [one.row, one]));
    const rows = [...document.querySelectorAll(".list .site")];
    const texts = new Map(rows.map((row) => [row, row.querySelector(".name").textContent + " " + row.dataset.place]));
    const groups = [...document.querySelectorAll(".list .group")];
    let before = null;
    let hits = rows;

    const paint = (row, searching, fits) => {
      row.classList.toggle("away", !fits);
      const one = byRow.get(row);
      if (one) one.paint({ dim: searching && !fits, hit: searching && fits });
    };
    const run = () => {
      const searching = input.value.trim() !== "";
      const fits = finder(input.value);
      hits = rows.filter((row) => fits(texts.get(row)));
      const found = new Set(hits);
      for (const row of rows) paint(row, searching, found.has(row));
      if (searching && !before) before = new Map(groups.map((group) => [group, group.open]));
      for (const group of groups) {
        const some = [...group.querySelectorAll(".site")].some((row) => found.has(row));
        group.hidden = searching && !some;
        if (before) group.open = searching ? some : before.get(group);
      }
      if (!searching) before = null;
      said.textContent = !searching ? "" : !hits.length ? words.noneFound
        : words.found.replace("{count}", hits.length).replace("{all}", rows.length);
    };
    /* Enter shows what was found: one site with its card, several in one view */
    const go = () => {
      const there = input.value.trim() === "" ? [] : hits.map((row) => byRow.get(row)).filter((one) => one && map.hasLayer(one.marker));
      if (there.length === 1) there[0].show();
      else if (there.length) map.fitBounds(L.latLngBounds(there.map((one) => one.at)).pad(0.2), { animate: false, maxZoom: 13 });
    };
    input.addEventListener("input", run);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") go();
      if (event.key === "Escape" && input.value) { input.value = ""; run(); event.stopPropagation(); }
    });
    run();
  }

  /* Where one arrives on the ellipsoid of WGS 84 by going straight on from a point (longitude, latitude) in a
     direction (degrees from north): Vincenty's direct solution (Survey Review, 1975), good to a millimetre. */
  function arrive(from, bearing, metres) {
    const [a, f, rad] = [6378137, 1 / 298.257223563, Math.PI / 180];
    const b = a * (1 - f), turn = bearing * rad;
    const tanU = (1 - f) * Math.tan(from[1] * rad), cosU = 1 / Math.hypot(1, tanU), sinU = tanU * cosU;
    const start = Math.atan2(tanU, Math.cos(turn));
    const sinA = cosU * Math.sin(turn), cosA2 = 1 - sinA * sinA;
    const u2 = cosA2 * (a * a - b * b) / (b * b);
    const A = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
    const B = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
    let way = metres / (b * A), last = Infinity, middle = 0;
    while (Math.abs(way - last) > 1e-12) {
      middle = Math.cos(2 * start + way);
      const [sin, cos, m2] = [Math.sin(way), Math.cos(way), middle * middle];
      last = way;
      way = metres / (b * A) + B * sin * (middle + B / 4 * (cos * (2 * m2 - 1) - B / 6 * middle * (4 * sin * sin - 3) * (4 * m2 - 3)));
    }
    middle = Math.cos(2 * start + way);
    const [sin, cos] = [Math.sin(way), Math.cos(way)];
    const lat = Math.atan2(sinU * cos + cosU * sin * Math.cos(turn), (1 - f) * Math.hypot(sinA, sinU * sin - cosU * cos * Math.cos(turn)));
    const lambda = Math.atan2(sin * Math.sin(turn), cosU * cos - sinU * sin * Math.cos(turn));
    const C = f / 16 * cosA2 * (4 + f * (4 - 3 * cosA2));
    const lon = lambda - (1 - C) * f * sinA * (way + C * sin * (middle + C * cos * (2 * middle * middle - 1)));
    return [from[0] + lon / rad, lat / rad];
  }

  const circle = (at, km) => Array.from({ length: RING_CORNERS }, (_, i) => arrive(at, i * 360 / RING_CORNERS, km * 1000));

  /* Rings of distance around one site at a time, as the crow flies, with what is known of who lives near it;
     ``others`` clears what else may be drawn around a site */
  function rings(map, words, place, keepClear, again, others) {
    const section = map.getContainer().parentElement;
    const pane = map.createPane("rings");
    pane.style.zIndex = 260;
    pane.style.pointerEvents = "none";
    const group = L.layerGroup().addTo(map);
    const note = element("div", "rings-note", "");
    const said = element("div", "", "");
    said.setAttribute("role", "status");
    const off = element("button", "", words.ringsEnd);
    off.type = "button";
    note.append(said, off);
    section.append(note);
    let around = null, names = [];

    const press = (row, on) => {
      for (const button of row.querySelectorAll(".rings")) button.setAttribute("aria-pressed", String(on));
    };
    const clear = () => {
      if (around) press(around.row, false);
      around = null;
      names = [];
      group.clearLayers();
      note.classList.remove("on");
      said.replaceChildren();
      again();
    };
    const draw = (one) => {
      const at = [one.at.lng, one.at.lat];
      for (const km of RINGS_KM) {
        const line = circle(at, km).map((point) => [point[1], point[0]]);
        group.addLayer(L.polygon(line, { pane: "rings", className: "ring", interactive: false, smoothFactor: 0.5 }));
        const spots = LABEL_BEARINGS.map((bearing) => arrive(at, bearing, km * 1000));
        const name = { ...place("ring", km + "\u00a0km", spots[0]), spots: spots, from: 0 };
        group.addLayer(name.marker);
        names.push(name);
      }
    };
    const show = (one) => {
      clear();
      others();
      around = one;
      draw(one);
      press(one.row, true);
      said.append(element("p", "", words.rings.replace("{name}", () => one.name)));
      /* Of sites whose areas are known those say it, time by time */
      const near = one.row.querySelector("button.reached") ? [] : one.row.querySelectorAll(".near li");
      for (const line of near) said.append(element("p", "", line.textContent));
      note.classList.add("on");
      map.closePopup();
      map.getContainer().scrollIntoView({ block: "nearest" });
      const edge = L.latLngBounds(circle(at(one), RINGS_KM[RINGS_KM.length - 1]).map((point) => [point[1], point[0]]));
      map.fitBounds(edge, { animate: false, ...keepClear() });
      again();
    };
    const at = (one) => [one.at.lng, one.at.lat];
    off.addEventListener("click", () => {
      const row = around && around.row;
      clear();
      const button = row && [...row.querySelectorAll(".rings")].find((one) => one.offsetParent);
      (button || map.getContainer()).focus({ preventScroll: true });
    });
    return { toggle: (one) => (around === one ? clear() : show(one)), clear: () => around && clear(), around: () => around, names: () => names };
  }

  /* On paper: the lists unfolded, the map as wide as a page, whatever the window's size; afterwards all as before */
  function paper(map, view, again) {
    let before = null;
    window.addEventListener("beforeprint", () => {
      if (before) return;
      const closed = [...document.querySelectorAll("details.group:not([open])")];
      before = { closed: closed, centre: map.getCenter(), zoom: map.getZoom(), least: map.getMinZoom(), far: map.options.maxBounds, touched: view.touched };
      const frame = view.touched ? map.getBounds() : view.frame;
      for (const group of closed) group.open = true;
      document.body.classList.add("printing");
      map.setMaxBounds(null).setMinZoom(0);
      view.touched = true;
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(frame, { animate: false, padding: [12, 12] });
      again();
    });
    window.addEventListener("afterprint", () => {
      if (!before) return;
      for (const group of before.closed) group.open = false;
      document.body.classList.remove("printing");
      map.invalidateSize({ animate: false, pan: false });
      map.setView(before.centre, before.zoom, { animate: false });
      map.setMinZoom(before.least).setMaxBounds(before.far);
      view.touched = before.touched;
      before = null;
      again();
    });
  }

  return { element, hint, search, arrive, circle, rings, paper };
})();
