// Draws the tables that components/table.py hands over as data, when they come into sight of a reader: at once, or when
// the details around them are opened. Also: links inside the product without a reload, and copying a number with what
// belongs to it. No words of the product here.
(function () {
  "use strict";

  function element(tag, classes, text) {
    var made = document.createElement(tag);
    if (classes) made.className = classes;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function head(column) {
    var th = element("th", column.c, column.t);
    th.scope = "col";
    if (column.m) th.title = column.m;
    if (column.u) th.appendChild(element("span", "unit", column.u));
    if (column.parts) {
      var isScale = column.parts[0] && column.parts[0][0] === "end";
      var key = element("span", isScale ? "scale" : "key");
      column.parts.forEach(function (part) {
        var name = element("span", "", part[1]);
        if (!isScale) name.insertBefore(element("i", part[0]), name.firstChild);
        key.appendChild(name);
      });
      th.appendChild(key);
    }
    return th;
  }

  function cell(data) {
    var td = element("td", data.c);
    if (data.e) td.title = data.e;
    if (data.s) {
      var strip = element("span", data.s);
      data.parts.forEach(function (part) {
        var piece = element("i", part[0]);
        piece.style.cssText = part[1];
        strip.appendChild(piece);
      });
      td.appendChild(strip);
      return td;
    }
    if (data.h) {
      var link = element("a", "", data.t);
      link.href = data.h;
      td.appendChild(link);
    } else {
      td.textContent = data.t || "";
    }
    if (data.l !== undefined) td.appendChild(element("span", "limits", data.l));
    return td;
  }

  function draw(frame) {
    var source = frame.getAttribute("data-table");
    if (frame.drawn === source) return;
    frame.drawn = source;
    var data = JSON.parse(source);
    var table = element("table"), thead = element("thead"), top = element("tr"), body = element("tbody");
    data.head.forEach(function (column) { top.appendChild(head(column)); });
    thead.appendChild(top);
    data.rows.forEach(function (row) {
      var tr = element("tr", row.c);
      if (row.line !== undefined) {
        var line = element("td", "", row.line);
        line.colSpan = data.head.length;
        tr.appendChild(line);
      } else {
        row.cells.forEach(function (one) { tr.appendChild(cell(one)); });
      }
      body.appendChild(tr);
    });
    table.appendChild(thead);
    table.appendChild(body);
    frame.replaceChildren(table);
  }

  function look() {
    document.querySelectorAll("[data-table]").forEach(function (frame) {
      var closed = frame.closest("details:not([open])");
      if (!closed) draw(frame);
    });
  }

  new MutationObserver(look).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-table", "open"]
  });

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-table] a[href]");
    var isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.origin !== location.origin) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  });

  // What stands behind a number is its title, which a finger cannot hover over: a tap says it, the next one takes it away.
  var said = null;

  document.addEventListener("click", function (event) {
    var number = event.target.closest && event.target.closest("td[title]");
    var isSame = said && number === said.of;
    if (said) said.remove();
    said = null;
    if (!number || isSame || event.target.closest("a") || !window.getSelection().isCollapsed) return;
    var place = number.getBoundingClientRect();
    said = element("div", "said", number.title);
    said.of = number;
    document.getElementById("shell").appendChild(said);
    said.style.top = place.bottom + window.scrollY + "px";
    said.style.left = Math.max(0, Math.min(place.left, document.documentElement.clientWidth - said.offsetWidth)) + "px";
  });

  // A copied number carries its name, base, interval, as-of day and version; of several cells the footing comes last.
  document.addEventListener("copy", function (event) {
    var selection = window.getSelection();
    if (!selection || selection.isCollapsed) return;
    var range = selection.getRangeAt(0), around = range.commonAncestorContainer;
    if (around.nodeType !== 1) around = around.parentElement;
    var exhibit = around && around.closest(".exhibit[data-footing]");
    if (!exhibit) return;
    var footing = exhibit.getAttribute("data-footing");
    var number = around.closest("td.number, [data-copy]");
    var text = selection.toString();
    if (number) {
      text = number.getAttribute("data-copy") || sentence(number);
    } else if (!around.closest("table, .headline")) {
      return;
    }
    event.clipboardData.setData("text/plain", text + "\n" + footing);
    event.preventDefault();
  });

  function sentence(td) {
    var row = td.parentElement, table = td.closest("table");
    var label = row.cells[0] === td ? "" : row.cells[0].textContent + " ";
    var column = table.tHead.rows[0].cells[td.cellIndex];
    var name = column && column.firstChild ? column.firstChild.textContent : "";
    var value = td.firstChild ? td.firstChild.textContent : "";
    return label + name + " " + value + (td.title ? " (" + td.title + ")" : "");
  }
})();
