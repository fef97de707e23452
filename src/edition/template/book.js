(function () {
  "use strict";
  var bar = document.querySelector(".bar");
  var menu = document.querySelector(".contents details");
  var keys = document.getElementById("keys");
  var more = document.querySelector(".more");
  var chapters = Array.prototype.slice.call(document.querySelectorAll(".row.h"));
  var here = null;
  var drawing = false;

  function top(row) { return row.getBoundingClientRect().top; }
  function edge() { return bar.offsetHeight + 24; }
  // The last chapter that begins above the edge, found by halving.
  function present() {
    var low = 0, high = chapters.length, line = edge();
    while (high > low) {
      var half = (low + high) >> 1;
      if (top(chapters[half]) > line) { high = half; } else { low = half + 1; }
    }
    return low - 1;
  }
  function heading(row) {
    var sides = document.getElementById("v-target").checked ? [".target", ".source"] : [".source", ".target"];
    return row.querySelector(sides[0] + " :is(h1, h2, h3, h4, h5, h6)") || row.querySelector(":is(h1, h2, h3, h4, h5, h6)");
  }
  function tell() {
    drawing = false;
    var row = chapters[present()];
    var title = row ? heading(row) : null;
    if (!title) { here.textContent = ""; return; }
    var copy = title.cloneNode(true);
    copy.querySelectorAll(".tip, .note, .note-sign, rt").forEach(function (e) { e.remove(); });
    here.textContent = copy.textContent;
    here.lang = title.closest(".c").lang;
    document.querySelectorAll(".contents [aria-current]").forEach(function (a) { a.removeAttribute("aria-current"); });
    var link = document.querySelector(".contents a[href='#" + row.id + "']");
    if (link) { link.setAttribute("aria-current", "true"); }
  }
  function soon() {
    if (drawing) { return; }
    drawing = true;
    requestAnimationFrame(tell);
  }
  function turn(by) {
    var now = present();
    // Inside a chapter, back is to its beginning.
    var inside = by === -1 ? chapters[now] ? edge() - 48 > top(chapters[now]) : false : false;
    var row = chapters[inside ? now : now + by];
    if (!row) { return; }
    row.scrollIntoView({ block: "start" });
    requestAnimationFrame(function () { row.scrollIntoView({ block: "start" }); });
    var s = Array.prototype.find.call(row.querySelectorAll(".s"), function (s) { return s.getClientRects().length !== 0; });
    if (s) { s.focus({ preventScroll: true }); }
  }
  function pad() { document.documentElement.style.scrollPaddingTop = bar.offsetHeight + 16 + "px"; }

  pad();
  window.addEventListener("resize", pad);
  if (menu) {
    here = document.createElement("span");
    here.className = "here";
    menu.querySelector("summary").appendChild(here);
    tell();
    window.addEventListener("scroll", soon, { passive: true });
    document.querySelectorAll("input[name=view]").forEach(function (v) { v.addEventListener("change", soon); });
    menu.addEventListener("toggle", function () {
      var link = menu.querySelector("[aria-current]");
      var list = menu.querySelector("ol");
      if (link) { list.scrollTop = link.offsetTop - list.clientHeight / 2; }
    });
    document.addEventListener("click", function (e) {
      if (!e.target.closest(".contents") || e.target.closest(".contents a")) { menu.open = false; }
    });
  }
  more.hidden = false;
  document.addEventListener("click", function (e) { if (!e.target.closest(".more summary, .more label")) { more.open = false; } });
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  document.getElementById("show-keys").addEventListener("click", function () { keys.showModal(); });
  document.getElementById("close-keys").addEventListener("click", function () { keys.close(); });
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (e.target.closest("#find, dialog")) { return; }
    if (e.key === "?") { e.preventDefault(); keys.showModal(); }
    if (e.key === "[") { turn(-1); }
    if (e.key === "]") { turn(1); }
    if (e.key === "Escape") { if (more.open) { more.open = false; more.querySelector("summary").focus(); } }
    if (e.key === "Escape") { if (menu) { if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); } } }
  });
})();
