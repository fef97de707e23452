(function () {
  "use strict";
  var body = document.body;
  var root = body.getAttribute("data-root");
  var own = body.getAttribute("data-page");
  var box = document.querySelector(".find");
  var field = document.getElementById("find");
  var found = document.getElementById("found");
  var isFront = !document.querySelector(".row");
  var mostOfPage = 5, mostInAll = 100, before = 40, longest = 160;
  var pages = null;
  var loading = false;
  var waiting = 0;

  var panel = document.createElement("section");
  panel.id = "everywhere";
  panel.hidden = true;
  panel.setAttribute("aria-label", duizhaoSay("page-js-others", {}));
  document.querySelector(".bar").appendChild(panel);
  box.hidden = false;

  function lower(text) {
    var small = text.toLowerCase();
    if (small.length === text.length) { return small; }
    return text.replace(/[^]/g, function (c) { var l = c.toLowerCase(); return l.length === 1 ? l : c; });
  }
  function element(name, text, lang) {
    var made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (lang) { made.lang = lang; }
    return made;
  }
  // The words of all pages are a script, for a page that is read from a folder may load nothing else.
  function load() {
    if (loading) { return; }
    loading = true;
    var script = document.createElement("script");
    script.src = root + "duizhao/words.js";
    script.addEventListener("load", function () {
      pages = (window.duizhaoWords || []).map(function (page) {
        return {
          id: page[0], href: page[1], titles: [page[2], page[3]],
          rows: page[4].map(function (row) { return { at: row[0], sides: [row[1], row[2]], small: [lower(row[1]), lower(row[2])] }; })
        };
      });
      if (field.value.trim()) { search(); }
    });
    script.addEventListener("error", function () { found.textContent = duizhaoSay("page-js-needs", { file: script.src }); });
    document.head.appendChild(script);
  }
  // The hits of a page: each sentence once.
  function hits(page, wanted) {
    var all = [];
    page.rows.forEach(function (row) {
      [0, 1].forEach(function (side) {
        var text = row.small[side];
        for (var from = text.indexOf(wanted); from !== -1;) {
          var start = text.lastIndexOf("\n", from) + 1;
          var end = text.indexOf("\n", from);
          if (end === -1) { end = text.length; }
          all.push({ row: row, side: side, start: start, end: end, from: from });
          from = text.indexOf(wanted, end);
        }
      });
    });
    return all;
  }
  function lang(side) { return side ? body.getAttribute("data-target") : document.documentElement.lang; }
  function cut(text) { return text.length > longest ? text.slice(0, longest) + "…" : text; }
  function shown(page, hit, wanted) {
    var item = element("li");
    var link = element("a");
    var said = element("span", "", lang(hit.side));
    var text = hit.row.sides[hit.side];
    var start = Math.max(hit.start, hit.from - before);
    var behind = hit.from + wanted.length;
    said.appendChild(document.createTextNode((start > hit.start ? "…" : "") + text.slice(start, hit.from)));
    said.appendChild(element("mark", text.slice(hit.from, behind)));
    said.appendChild(document.createTextNode(cut(text.slice(behind, hit.end))));
    link.appendChild(said);
    var other = hit.row.sides[1 - hit.side].replace(/\n/g, " ");
    if (other) {
      var beside = element("span", cut(other), lang(1 - hit.side));
      beside.className = "other";
      link.appendChild(beside);
    }
    link.href = root + page.href + "?find=" + encodeURIComponent(wanted) + "#r" + hit.row.at;
    item.appendChild(link);
    return item;
  }
  function search() {
    clearTimeout(waiting);
    waiting = 0;
    var typed = field.value.trim();
    var wanted = lower(typed);
    panel.textContent = "";
    panel.hidden = true;
    if (!wanted) { if (isFront) { found.textContent = ""; } return; }
    if (!pages) { load(); return; }
    var count = 0, texts = 0, room = mostInAll;
    pages.forEach(function (page) {
      if (page.id === own) { return; }
      var all = hits(page, wanted);
      if (!all.length) { return; }
      count += all.length;
      texts += 1;
      if (room === 0) { return; }
      var title = element("h2");
      page.titles.forEach(function (name, side) {
        if (name) { if (side === 0 || name !== page.titles[0]) { title.appendChild(element("span", name + " ", lang(side))); } }
      });
      panel.appendChild(title);
      var list = element("ol");
      var some = all.slice(0, Math.min(mostOfPage, room));
      some.forEach(function (hit) { list.appendChild(shown(page, hit, wanted)); });
      room -= some.length;
      panel.appendChild(list);
      if (all.length > some.length) {
        var more = element("div", duizhaoSay("page-js-more", { count: all.length - some.length }), duizhaoSay("page-js-language", {}));
        more.className = "more";
        panel.appendChild(more);
      }
    });
    var says = element("div", duizhaoSay(isFront ? "page-js-found" : "page-js-found-others", { count: count, texts: texts }), duizhaoSay("page-js-language", {}));
    says.className = "more";
    says.id = "everywhere-count";
    panel.insertBefore(says, panel.firstChild);
    if (isFront) { found.textContent = count ? String(count) : duizhaoSay("page-js-none", {}); }
    panel.hidden = isFront ? false : count === 0;
  }
  function close() { panel.hidden = true; }
  function links() { return Array.prototype.slice.call(panel.querySelectorAll("a")); }

  field.addEventListener("focus", load);
  field.addEventListener("input", function (e) {
    // What came with the address was found already.
    if (!e.isTrusted) { return; }
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
  field.addEventListener("keydown", function (e) {
    if (e.isComposing) { return; }
    if (e.key === "Escape") { close(); if (isFront) { field.blur(); } }
    if (e.key === "Enter") { if (isFront) { e.preventDefault(); search(); } }
    if (e.key === "ArrowDown") {
      var first = links()[0];
      if (first) { if (!panel.hidden) { e.preventDefault(); first.focus(); } }
    }
  });
  panel.addEventListener("keydown", function (e) {
    var all = links();
    var at = all.indexOf(document.activeElement);
    if (e.key === "Escape") { close(); field.focus(); }
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      var to = e.key === "ArrowDown" ? all[at + 1] : at === 0 ? field : all[at - 1];
      if (to) { to.focus(); }
    }
  });
  document.addEventListener("click", function (e) { if (!e.target.closest("#everywhere, .find")) { close(); } });
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (e.target.closest("input, dialog")) { return; }
    var way = e.key === "n" ? "next" : e.key === "p" ? "prev" : "";
    var link = way ? document.querySelector(".around a[rel=" + way + "]") : null;
    if (link) { e.preventDefault(); link.click(); }
    if (e.key === "/") { if (isFront) { e.preventDefault(); field.focus(); field.select(); } }
  });
  var asked = /[?&]find=([^&]*)/.exec(location.search);
  if (asked) {
    if (!isFront) {
      try { field.value = decodeURIComponent(asked[1]); } catch (e) { field.value = ""; }
      if (field.value) { requestAnimationFrame(function () { field.dispatchEvent(new Event("input")); }); }
    }
  }
})();
