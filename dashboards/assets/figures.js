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

// Paper is narrower than most screens: charts take its width while a page is printed, and get their own back.
(function () {
  "use strict";
  var PAPER = 1000;

  function each(act) {
    document.querySelectorAll(".chart").forEach(function (chart) {
      var plot = chart.querySelector(".js-plotly-plot");
      if (!plot || !window.Plotly) return;
      act(chart);
      window.Plotly.Plots.resize(plot);
    });
  }

  window.addEventListener("beforeprint", function () {
    each(function (chart) {
      var height = chart.offsetHeight, width = Math.min(chart.offsetWidth, PAPER);  // before a style changes them
      if (chart.hasAttribute("style")) chart.dataset.own = chart.getAttribute("style");
      chart.style.cssText = "flex: none; height: " + height + "px; width: " + width + "px";
    });
  });

  window.addEventListener("afterprint", function () {
    each(function (chart) {
      if (chart.dataset.own === undefined) chart.removeAttribute("style");
      else chart.setAttribute("style", chart.dataset.own);
    });
  });
})();
