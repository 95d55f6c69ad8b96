/* Beside the list stands the map in a frame: what is pointed at in one is lit in the other. Without this script both
   still say everything. */
(() => {
  "use strict";

  const frame = document.querySelector(".map iframe");
  const rows = new Map([...document.querySelectorAll("[data-site]")].map((row) => [row.dataset.site, row]));
  const beside = window.matchMedia("(min-width: 60.001rem)");

  function tell(what, site) {
    frame.contentWindow.postMessage({ what: what, site: site }, window.location.origin);
  }

  for (const [site, row] of rows) {
    for (const [name, what] of [["mouseenter", "lit"], ["mouseleave", "unlit"], ["focusin", "lit"], ["focusout", "unlit"]]) {
      row.addEventListener(name, () => {
        row.classList.toggle("lit", what === "lit");
        tell(what, site);
      });
    }
  }

  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin) return;
    const row = rows.get(event.data.site);
    if (!row) return;
    if (event.data.what === "open") {
      const folded = row.closest("details:not([open])");
      if (folded) folded.open = true;
      if (beside.matches) row.scrollIntoView({ block: "nearest" });
    } else {
      row.classList.toggle("lit", event.data.what === "lit");
    }
  });
})();
