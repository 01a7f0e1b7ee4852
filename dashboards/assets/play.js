// Plays the weeks of the hotspots page by following its own links, one every other second, from the first if at the end.
(function () {
  "use strict";
  var PAUSE = 2000, timer = null;

  function follow(id) {
    var link = document.getElementById(id);
    if (link) link.click();
    return Boolean(link);
  }

  function label() {
    document.querySelectorAll("[data-play]").forEach(function (button) {
      var text = button.getAttribute(timer ? "data-stop" : "data-play");
      if (button.textContent !== text) button.textContent = text;
    });
  }

  function stop() {
    window.clearInterval(timer);
    timer = null;
    label();
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-play]")) return;
    if (timer) { stop(); return; }
    if (!document.getElementById("later-week")) follow("first-week");
    timer = window.setInterval(function () {
      if (!document.querySelector("[data-play]") || !follow("later-week")) stop();
      window.setTimeout(label, PAUSE / 4);
    }, PAUSE);
    label();
  });
})();
