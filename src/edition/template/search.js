(function () {
  "use strict";
  var box = document.querySelector(".find");
  var field = document.getElementById("find");
  var found = document.getElementById("found");
  var back = document.getElementById("hit-before");
  var on = document.getElementById("hit-after");
  var lights = window.Highlight ? CSS.highlights : null;
  var most = 2000;
  var sentences = null;
  var hits = [];
  var at = -1;
  var waiting = 0;
  box.hidden = false;

  function lower(text) {
    var small = text.toLowerCase();
    if (small.length === text.length) { return small; }
    return text.replace(/[^]/g, function (c) { var l = c.toLowerCase(); return l.length === 1 ? l : c; });
  }
  // The texts of a sentence, without notes and tips, and where each begins.
  function entry(s) {
    var walker = document.createTreeWalker(s, NodeFilter.SHOW_TEXT);
    var nodes = [], starts = [], text = "";
    while (walker.nextNode()) {
      if (walker.currentNode.parentNode.closest(".note, .tip, .note-sign")) { continue; }
      nodes.push(walker.currentNode);
      starts.push(text.length);
      text += walker.currentNode.data;
    }
    return { s: s, source: s.closest(".c").classList.contains("source"), text: lower(text), nodes: nodes, starts: starts };
  }
  function shown(e) {
    if (document.getElementById("v-source").checked) { return e.source; }
    return document.getElementById("v-target").checked ? !e.source : true;
  }
  function place(e, offset, ends) {
    var n = e.nodes.length - 1;
    while (n > 0) {
      if (ends ? offset > e.starts[n] : offset >= e.starts[n]) { break; }
      n -= 1;
    }
    return { node: e.nodes[n], offset: offset - e.starts[n] };
  }
  function range(hit) {
    var a = place(hit.e, hit.from, false), b = place(hit.e, hit.to, true);
    return new StaticRange({ startContainer: a.node, startOffset: a.offset, endContainer: b.node, endOffset: b.offset });
  }
  function unlight() {
    if (lights) { lights.delete("found"); lights.delete("hit"); }
    document.querySelectorAll(".s.hit").forEach(function (s) { s.classList.remove("hit"); });
  }
  // Lights the hits around the present one; a browser is slow with a hundred thousand.
  function light() {
    unlight();
    if (!hits[at]) { return; }
    if (!lights) { hits[at].e.s.classList.add("hit"); return; }
    var near = hits.slice(Math.max(0, at - most / 2), at + most / 2);
    var all = new Highlight(), one = new Highlight(range(hits[at]));
    near.forEach(function (hit) { all.add(range(hit)); });
    one.priority = 1;
    lights.set("found", all);
    lights.set("hit", one);
  }
  // The first hit that is not above what is read. Rows are asked, for their sentences may not be
  // laid out yet.
  function below() {
    var low = 0, high = hits.length, line = field.getBoundingClientRect().bottom;
    while (high > low) {
      var half = (low + high) >> 1;
      if (hits[half].e.s.closest(".row").getBoundingClientRect().bottom > line) { high = half; } else { low = half + 1; }
    }
    return low === hits.length ? 0 : low;
  }
  function search() {
    var wanted = lower(field.value.trim());
    clearTimeout(waiting);
    waiting = 0;
    if (!sentences) { sentences = Array.prototype.map.call(document.querySelectorAll(".s"), entry); }
    hits = [];
    if (wanted) {
      sentences.forEach(function (e) {
        if (!shown(e)) { return; }
        for (var from = e.text.indexOf(wanted); from !== -1; from = e.text.indexOf(wanted, from + wanted.length)) {
          hits.push({ e: e, from: from, to: from + wanted.length });
        }
      });
    }
    go(below());
  }
  function go(to) {
    at = hits.length ? (to + hits.length) % hits.length : -1;
    back.hidden = on.hidden = hits.length === 0;
    found.textContent = hits.length ? duizhaoSay("page-js-hit", { at: at + 1, all: hits.length }) : field.value.trim() ? duizhaoSay("page-js-none", {}) : "";
    light();
    if (!hits[at]) { return; }
    var s = hits[at].e.s;
    function into() { s.scrollIntoView({ block: "center" }); }
    // And once more: rows that come into view only now have their true heights only now.
    requestAnimationFrame(function () { into(); requestAnimationFrame(into); });
  }
  function step(by) { if (waiting) { search(); } else { go(at + by); } }

  field.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  field.addEventListener("focus", function () { if (field.value.trim()) { if (!hits.length) { search(); } else { light(); } } });
  field.addEventListener("keydown", function (e) {
    // What is typed by way of an input method is not yet said.
    if (e.isComposing) { return; }
    if (e.key === "Enter") { e.preventDefault(); step(e.shiftKey ? -1 : 1); }
    if (e.key === "Escape") {
      e.preventDefault();
      unlight();
      field.blur();
      if (hits[at]) { hits[at].e.s.focus({ preventScroll: true }); }
    }
  });
  back.addEventListener("click", function () { step(-1); });
  on.addEventListener("click", function () { step(1); });
  document.querySelectorAll("input[name=view]").forEach(function (v) {
    v.addEventListener("change", function () { if (field.value.trim()) { search(); } });
  });
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (e.key !== "/") { return; }
    if (e.target.closest("#find, dialog")) { return; }
    e.preventDefault();
    field.focus();
    field.select();
  });
})();
