// Chinese names of days, months and tools for Plotly, the date inputs and the grid. No words of the product here.
(function () {
  "use strict";
  var months = ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"];
  var days = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];
  var shortDays = ["日", "一", "二", "三", "四", "五", "六"];

  window.PlotlyLocales = [{
    moduleType: "locale",
    name: "zh-CN",
    dictionary: {
      "Download plot as a PNG": "下载图片（PNG）",
      "Download plot as a png": "下载图片（PNG）",
      "Reset axes": "复位",
      "Zoom in": "放大",
      "Zoom out": "缩小"
    },
    format: {
      days: days,
      shortDays: shortDays.map(function (d) { return "周" + d; }),
      months: months,
      shortMonths: months,
      date: "%Y-%m-%d"
    }
  }];

  window["dayjs_locale_zh-cn"] = {
    name: "zh-cn",
    weekdays: days,
    weekdaysShort: shortDays.map(function (d) { return "周" + d; }),
    weekdaysMin: shortDays,
    months: months,
    monthsShort: months,
    weekStart: 1,
    yearStart: 4,
    ordinal: function (n) { return n + "日"; },
    formats: {
      LT: "HH:mm", LTS: "HH:mm:ss", L: "YYYY-MM-DD", LL: "YYYY年M月D日",
      LLL: "YYYY年M月D日 HH:mm", LLLL: "YYYY年M月D日 dddd HH:mm"
    }
  };
})();
