"use strict";
// Keys: / search, j k rows, Enter opens, n next page, g and a letter a page, ? help. Pages work without any of it.
(() => {
  const help = document.querySelector("dialog.help");
  const rows = [...document.querySelectorAll("table.rows tbody tr, ul.rows > li, main > article")];
  let at = -1;
  let going = 0;

  const move = (step) => {
    if (!rows.length) return;
    if (at >= 0) rows[at].classList.remove("at");
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].classList.add("at");
    rows[at].scrollIntoView({ block: "nearest" });
    const link = rows[at].querySelector("a.open, a");
    if (link) link.focus({ preventScroll: true });
  };
  const open = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
  };
  const keys = {
    "/": () => { const field = document.getElementById("q"); if (field) { field.focus(); field.select(); } else { location.href = "/records"; } },
    "j": () => move(1),
    "k": () => move(-1),
    "n": () => open("a.next"),
    "g": () => { going = Date.now(); },
    "?": () => help.showModal(),
  };

  document.querySelector(".help-button").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.matches("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (going && Date.now() - going < 1500) {
      going = 0;
      open(`nav a[data-key="${CSS.escape(event.key)}"]`);
      return;
    }
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
