/* From where a site is reached by car in time: the areas of one site at a time, drawn over each other, the shortest
   time on top and so the darkest. Texts are set as text, never parsed. */
const sitematchAreas = (() => {
  "use strict";

  const LABEL_SPOTS = 24;
  const ROOMY_PX = 700;
  const { element } = sitematchTools;

  /* Whole numbers from text: five bits a character from the low end, the sixth says that more follow, the lowest of
     all is the sign */
  function numbers(text) {
    const found = [];
    let value = 0, shift = 0;
    for (const character of text) {
      const bits = character.charCodeAt(0) - 63;
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits >= 32) continue;
      found.push(value & 1 ? ~(value >> 1) : value >> 1);
      value = shift = 0;
    }
    return found;
  }

  /* A ring as points (latitude, longitude): each is told by its steps from the one before */
  function ring(text, stepsPerDeg) {
    const steps = numbers(text), found = [];
    let lon = 0, lat = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      found.push([lat / stepsPerDeg, lon / stepsPerDeg]);
    }
    return found;
  }

  /* Where the minutes of an area may stand: along the border of its largest part */
  function spots(parts) {
    const border = parts.map((rings) => rings[0]).reduce((a, b) => (b.length > a.length ? b : a));
    const step = Math.max(1, Math.floor(border.length / LABEL_SPOTS));
    return border.filter((_, i) => i % step === 0).map((at) => [at[1], at[0]]);
  }

  /* ``known``: by row, what is drawn and said; ``others``: clears what else may be drawn around a site */
  function areas(map, known, words, place, keepClear, again, others) {
    const section = map.getContainer().parentElement;
    const radios = [...section.querySelectorAll("input[name=reached]")];
    const group = L.layerGroup().addTo(map);
    const note = element("div", "rings-note areas-note", "");
    const said = element("div", "", "");
    said.setAttribute("role", "status");
    const off = element("button", "", words.areasEnd);
    off.type = "button";
    note.append(said, off);
    if (radios.length) section.append(note);
    let of = null, names = [];

    const press = (row, on) => {
      for (const button of row.querySelectorAll("button.reached")) button.setAttribute("aria-pressed", String(on));
    };
    const tick = () => {
      for (const radio of radios) radio.checked = radio.value === (of ? of.row.id : "");
    };
    const clear = () => {
      if (of) press(of.row, false);
      of = null;
      names = [];
      group.clearLayers();
      note.classList.remove("on");
      said.replaceChildren();
      tick();
      again();
    };
    /* The longest first, so that each lies over those that hold it */
    const draw = ({ times, stepsPerDeg }) => {
      let frame = null;
      times.slice().reverse().forEach((time) => {
        const parts = time.parts.map((rings) => rings.map((text) => ring(text, stepsPerDeg)));
        if (!parts.length) return;
        const look = { pane: "areas", className: "reach", interactive: false, smoothFactor: 0.7 };
        const shape = L.polygon(parts, look);
        group.addLayer(shape);
        frame = frame || shape.getBounds();
        const where = spots(parts);
        const name = { ...place("ring", time.label, where[0]), spots: where, from: 0 };
        group.addLayer(name.marker);
        names.push(name);
      });
      return frame;
    };
    const line = (time, depth) => {
      const made = element("li", "", "");
      const sign = element("span", "reach-sign", "");
      sign.setAttribute("aria-hidden", "true");
      for (let i = 0; i < depth; i += 1) sign.append(element("i", "", ""));
      made.append(sign, element("span", "", time.text));
      return made;
    };
    /* What is drawn stays above the note */
    const clearOfNote = () => {
      const clear = keepClear(), [right, below] = clear.paddingBottomRight;
      return { ...clear, paddingBottomRight: [right, section.getBoundingClientRect().bottom - note.getBoundingClientRect().top + below / 2] };
    };
    const show = (one) => {
      clear();
      others();
      of = one;
      press(one.row, true);
      tick();
      const found = known[one.row.id];
      const frame = draw(found);
      const list = element("ul", "", "");
      list.append(...found.times.map((time, i) => line(time, found.times.length - i)));
      said.append(element("p", "", found.said), list);
      note.classList.add("on");
      map.closePopup();
      map.getContainer().scrollIntoView({ block: "nearest" });
      if (frame) map.fitBounds(frame, { animate: false, ...clearOfNote() });
      again();
    };
    off.addEventListener("click", () => {
      const row = of && of.row;
      clear();
      const button = row && [...row.querySelectorAll("button.reached")].find((one) => one.offsetParent);
      (button || map.getContainer()).focus({ preventScroll: true });
    });
    /* On a small map the panel hides what was chosen in it: it makes way, but not for who goes through it by keys */
    const panel = section.querySelector(".panel");
    let pointed = false;
    panel.addEventListener("pointerdown", () => { pointed = true; });
    panel.addEventListener("keydown", () => { pointed = false; });
    const makeWay = () => {
      if (!pointed || map.getSize().x > ROOMY_PX) return;
      panel.open = false;
      panel.querySelector("summary").focus({ preventScroll: true });
    };
    const choose = (marks) => {
      for (const radio of radios) {
        radio.addEventListener("change", () => {
          const one = marks.find((mark) => mark.row.id === radio.value);
          makeWay();
          if (one) show(one); else clear();
        });
      }
    };
    return { toggle: (one) => (of === one ? clear() : show(one)), clear: () => of && clear(), choose, names: () => names };
  }

  return { areas, numbers, ring };
})();
