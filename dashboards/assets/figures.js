// Saves a chart as PNG or SVG, drawn in this browser; nothing is sent anywhere. No words of the product here.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-image]");
    if (!button) return;
    var exhibit = button.closest(".exhibit"), chart = exhibit.querySelector(".js-plotly-plot");
    if (!chart || !window.Plotly) return;
    window.Plotly.downloadImage(chart, {
      format: button.getAttribute("data-image"),
      filename: exhibit.id.replace("exhibit-", ""),
      width: chart.clientWidth,
      height: chart.clientHeight,
      scale: 2
    });
  });
})();
