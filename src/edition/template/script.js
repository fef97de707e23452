(function () {
  "use strict";
  var all = Array.prototype.slice.call(document.querySelectorAll(".s"));
  var peek = document.getElementById("peek");
  var views = Array.prototype.slice.call(document.querySelectorAll("input[name=view]"));
  var low = document.getElementById("hide-low");
  var byBead = new Map();
  var pinned = null;
  var current = all[0] || null;

  all.forEach(function (s) {
    var b = s.getAttribute("data-b");
    if (b === null) { return; }
    if (!byBead.has(b)) { byBead.set(b, []); }
    byBead.get(b).push(s);
  });

  function read(key) { try { return localStorage.getItem("duizhao." + key); } catch (e) { return null; } }
  function keep(key, value) { try { localStorage.setItem("duizhao." + key, value); } catch (e) { return; } }
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
    copy.querySelectorAll(".tip, .note").forEach(function (e) { e.remove(); });
    return copy.textContent;
  }
  function swap(name, b) {
    document.querySelectorAll(".s." + name).forEach(function (s) { s.classList.remove(name); });
    group(b).forEach(function (s) { s.classList.add(name); });
  }
  function show(s) {
    var far = s ? others(s).filter(function (o) { return !seen(o); }) : [];
    peek.hidden = far.length === 0;
    peek.textContent = far.map(words).join(" ");
    if (far.length) { peek.lang = sideOf(far[0]).lang; }
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
  function pin(s) {
    pinned = pinned === s ? null : s;
    swap("pin", beadOf(pinned));
    show(pinned);
    if (pinned) {
      var near = others(s).filter(seen);
      if (near.length) { into(near[0]); }
    }
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
    if (e.key === "Escape") { pinned = null; swap("pin", null); light(null); return; }
    if (e.target.closest("input, summary, a, button, dialog")) { return; }
    var s = sentence(e);
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
  if (read("hide-low") === "1") { low.checked = true; }
  low.addEventListener("change", function () { keep("hide-low", low.checked ? "1" : "0"); });
  if (current) { if (!seen(current)) { rove(all.filter(seen)[0] || current); } }
})();
