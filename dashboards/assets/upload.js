// A place to choose files or to drop them; they go to this server and nowhere else. No words of the product here.
(function () {
  "use strict";

  function send(place, files) {
    if (!files.length) return;
    var form = new FormData(), note = place.querySelector(".note");
    for (var i = 0; i < files.length; i += 1) form.append("file", files[i], files[i].name);
    note.textContent = "…";
    fetch("/upload", { method: "POST", body: form }).then(function (answer) {
      note.textContent = answer.ok ? "✓" : "✗ " + answer.status;
    }, function (error) {
      note.textContent = "✗ " + error.message;
    });
  }

  function build(place) {
    if (place.querySelector("input")) return;
    var label = document.createElement("label"), input = document.createElement("input");
    var note = document.createElement("span");
    input.type = "file";
    input.multiple = true;
    note.className = "note";
    note.setAttribute("role", "status");
    label.appendChild(document.createTextNode(place.getAttribute("data-upload")));
    label.appendChild(input);
    place.appendChild(label);
    place.appendChild(note);
    input.addEventListener("change", function () { send(place, input.files); input.value = ""; });
    place.addEventListener("dragover", function (event) { event.preventDefault(); place.classList.add("over"); });
    place.addEventListener("dragleave", function () { place.classList.remove("over"); });
    place.addEventListener("drop", function (event) {
      event.preventDefault();
      place.classList.remove("over");
      send(place, event.dataTransfer.files);
    });
  }

  new MutationObserver(function () {
    document.querySelectorAll("[data-upload]").forEach(build);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
