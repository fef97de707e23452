(function () {
  "use strict";
  var all = Array.prototype.slice.call(document.querySelectorAll(".s"));
  var peek = document.getElementById("peek");
  var views = Array.prototype.slice.call(document.querySelectorAll("input[name=view]"));
  var said = document.getElementById("peek-text");
  var tools = document.getElementById("peek-tools");
  var copied = document.getElementById("copied");
  var book = document.body.getAttribute("data-book") || "";
  var byBead = new Map();
  var pinned = null;
  var current = all[0] || null;

  all.forEach(function (s) {
    var b = s.getAttribute("data-b");
    if (b === null) { return; }
    if (!byBead.has(b)) { byBead.set(b, []); }
    byBead.get(b).push(s);
  });

  function read(key) { try { return localStorage.getItem("duizhao." + book + "." + key); } catch (e) { return null; } }
  function keep(key, value) { try { localStorage.setItem("duizhao." + book + "." + key, value); } catch (e) { return; } }
  function beadOf(s) { return s ? s.getAttribute("data-b") : null; }
  function group(b) { return b === null ? [] : byBead.get(b) || []; }
  function seen(s) { return s.getClientRects().length !== 0; }
  function sideOf(s) { return s.closest(".c"); }
  function others(s) {
    var side = sideOf(s).classList.contains("source");
    return group(beadOf(s)).filter(function (o) { return sideOf(o).classList.contains("source") !== side; });
  }
  function words(s) {
    var copy = s.cloneNode(true);
    copy.querySelectorAll(".tip, .note, .note-sign, rt").forEach(function (e) { e.remove(); });
    return copy.textContent;
  }
  function swap(name, b) {
    document.querySelectorAll(".s." + name).forEach(function (s) { s.classList.remove(name); });
    group(b).forEach(function (s) { s.classList.add(name); });
  }
  function show(s) {
    var far = s ? others(s).filter(function (o) { return !seen(o); }) : [];
    said.textContent = together(far);
    said.hidden = far.length === 0;
    if (far.length) { said.lang = sideOf(far[0]).lang; }
    tools.hidden = pinned === null;
    if (tools.hidden) { copied.textContent = ""; }
    peek.hidden = said.hidden ? tools.hidden : false;
  }
  // The words of sentences of one side: Chinese has no spaces between them.
  function together(list) {
    var texts = list.map(words).map(function (w) { return w.trim(); });
    return texts.join(list.length ? /^zh/.test(sideOf(list[0]).lang) ? "" : " " : "");
  }
  function light(s) { swap("lit", beadOf(s)); show(s || pinned); }
  function into(s) {
    var r = s.getBoundingClientRect();
    var top = document.querySelector(".bar").offsetHeight;
    if (top > r.top || r.bottom > window.innerHeight) {
      var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      s.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
  }
  function hold(s) {
    pinned = s;
    copied.textContent = "";
    swap("pin", beadOf(s));
    // A sentence without a counterpart is held alone.
    if (s) { s.classList.add("pin"); }
    show(s);
  }
  function pin(s) {
    swap("pin", null);
    hold(pinned === s ? null : s);
    if (pinned) {
      var near = others(s).filter(seen);
      if (near.length) { into(near[0]); }
    }
  }
  function address(s) { return location.href.replace(/[?#].*$/, "") + "#" + s.id; }
  function pair(s) {
    var both = group(beadOf(s));
    if (!both.length) { both = [s]; }
    var sides = [true, false].map(function (first) {
      return together(both.filter(function (o) { return sideOf(o).classList.contains("source") === first; }));
    });
    return sides.filter(Boolean).join("\n") + "\n— " + document.title + ", " + address(s);
  }
  function tell(done) { copied.textContent = duizhaoSay(done ? "page-js-copied" : "page-js-not-copied", {}); }
  // Where the page may not write to the clipboard by itself, the old command may.
  function byCommand(text) {
    var field = document.createElement("textarea");
    var focus = document.activeElement;
    field.value = text;
    field.setAttribute("aria-hidden", "true");
    field.className = "vh";
    document.body.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    if (focus) { focus.focus({ preventScroll: true }); }
    tell(done);
  }
  function copy(text) {
    if (!navigator.clipboard) { byCommand(text); return; }
    navigator.clipboard.writeText(text).then(function () { tell(true); }, function () { byCommand(text); });
  }
  function copyOf(s, what) {
    if (!s) { return; }
    if (pinned !== s) { pinned = null; swap("pin", null); hold(s); }
    copy(what(s));
  }
  // An address with the id of a sentence opens the page there. Rows that come into view only now have their true
  // heights only now, so it is gone to twice.
  function arrive() {
    var id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (e) { return; }
    var s = id ? document.getElementById(id) : null;
    if (!s) { return; }
    if (!s.classList.contains("s")) { return; }
    if (!seen(s)) { document.getElementById("v-columns").checked = true; }
    rove(s);
    swap("pin", null);
    hold(s);
    s.focus({ preventScroll: true });
    function center() { s.scrollIntoView({ block: "center" }); }
    center();
    requestAnimationFrame(function () { center(); requestAnimationFrame(center); });
  }
  function rove(s) {
    if (current) { current.tabIndex = -1; }
    current = s;
    s.tabIndex = 0;
  }
  function sentence(e) { return e.target.closest ? e.target.closest(".s") : null; }
  function step(from, by) {
    var at = all.indexOf(from) + by;
    var side = sideOf(from).classList.contains("source");
    while (all[at]) {
      if (seen(all[at])) { if (sideOf(all[at]).classList.contains("source") === side) { return all[at]; } }
      at += by;
    }
    return null;
  }
  function across(from) { return others(from).filter(seen)[0] || null; }

  document.addEventListener("mouseover", function (e) { light(sentence(e)); });
  document.documentElement.addEventListener("mouseleave", function () { light(null); });
  document.addEventListener("focusin", function (e) {
    var s = sentence(e);
    if (s) { rove(s); light(s); }
  });
  document.addEventListener("click", function (e) {
    var s = sentence(e);
    if (!s) { return; }
    if (e.target.closest("a")) { return; }
    if (String(window.getSelection())) { return; }
    rove(s);
    pin(s);
  });
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (e.key === "Escape") { hold(null); light(null); return; }
    if (e.target.closest("input, dialog")) { return; }
    var s = sentence(e);
    if (e.key === "y") { copyOf(s || pinned, pair); return; }
    if (e.key === "c") { copyOf(s || pinned, address); return; }
    if (e.target.closest("summary, a, button")) { return; }
    var to = null;
    if (e.key === "Enter") {
      if (s) { e.preventDefault(); pin(s); }
      return;
    }
    if (e.key === "j" || e.key === "k") {
      if (!s) { to = current; } else { to = step(s, e.key === "j" ? 1 : -1); }
    } else if (s) {
      if (e.key === "ArrowDown") { to = step(s, 1); }
      if (e.key === "ArrowUp") { to = step(s, -1); }
      if (e.key === "ArrowLeft" || e.key === "ArrowRight") { to = across(s); }
    }
    if (to) { e.preventDefault(); to.focus({ preventScroll: true }); into(to); }
  });
  views.forEach(function (v) {
    if (read("view") === v.id) { v.checked = true; }
    v.addEventListener("change", function () {
      keep("view", v.id);
      if (current) { if (!seen(current)) { rove(across(current) || all.filter(seen)[0] || current); } }
      show(pinned);
    });
  });
  document.getElementById("copy-pair").addEventListener("click", function () { copyOf(pinned, pair); });
  document.getElementById("copy-link").addEventListener("click", function () { copyOf(pinned, address); });
  document.getElementById("let-go").addEventListener("click", function () { hold(null); light(null); });
  window.addEventListener("hashchange", arrive);
  if (current) { if (!seen(current)) { rove(all.filter(seen)[0] || current); } }
  arrive();
})();
