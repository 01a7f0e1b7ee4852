// An answer that does not come is said. Narrow screens: the tab of the open page is brought into sight. Keyboard: a control that was drawn anew while it was in
// use has the focus again. No words of the product here.
(function () {
  "use strict";
  var shown = null, used = null, isKeyboard = false;

  document.addEventListener("keydown", function () { isKeyboard = true; }, true);
  document.addEventListener("pointerdown", function () { isKeyboard = false; }, true);
  document.addEventListener("focusin", function (event) { used = event.target; });

  var ask = window.fetch;
  window.fetch = function (request) {
    var address = String((request && request.url) || request);
    var isAnswer = address.indexOf("_dash-update-component") !== -1;

    function told(isLost) {
      var notice = isAnswer && document.getElementById("lost");
      if (notice) notice.hidden = !isLost;
    }

    return ask.apply(this, arguments).then(
      function (response) { told(!response.ok); return response; },
      function (error) { told(true); throw error; }
    );
  };

  function refocus() {
    if (!used || used.isConnected) return;
    var again = used.id && document.getElementById(used.id);
    if (isKeyboard && again && document.activeElement === document.body) again.focus();
    if (again) used = null;
  }

  function centre() {
    var current = document.querySelector(".tabs .current");
    if (!current || current === shown) return;
    shown = current;
    var tabs = current.parentElement;
    tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
  }

  new MutationObserver(function () { refocus(); centre(); }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["class"]
  });
})();
