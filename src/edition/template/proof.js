(function () {
  "use strict";
  var low = document.getElementById("hide-low");
  if (!low) { return; }
  function read() { try { return localStorage.getItem("duizhao.hide-low"); } catch (e) { return null; } }
  function keep(value) { try { localStorage.setItem("duizhao.hide-low", value); } catch (e) { return; } }
  if (read() === "1") { low.checked = true; }
  low.addEventListener("change", function () { keep(low.checked ? "1" : "0"); });
})();
