document.querySelectorAll("table").forEach(function (table) {
  var body = table.tBodies[0], most = 50, rows = Array.prototype.slice.call(body.rows), all = rows.length <= most, words = document.body.dataset;
  var input, count, button;
  /* rows that hold what is looked for; of a long table the first until all are asked for */
  function show() {
    var query = input ? input.value.trim().toLowerCase() : "", shown = 0, found = 0;
    Array.prototype.forEach.call(body.rows, function (row) {
      var fits = !query || row.textContent.toLowerCase().indexOf(query) >= 0;
      found += fits;
      row.hidden = !fits || (!all && shown >= most);
      shown += !row.hidden;
    });
    if (input) { count.textContent = shown + " / " + found; button.hidden = all || found <= most; }
  }
  if (!all) {
    var box = document.createElement("div");
    box.className = "find";
    input = document.createElement("input"); input.type = "search"; input.placeholder = words.filter; input.setAttribute("aria-label", words.filter);
    count = document.createElement("span"); count.setAttribute("role", "status");
    button = document.createElement("button"); button.type = "button"; button.textContent = words.all;
    box.append(input, count, button);
    table.parentNode.parentNode.insertBefore(box, table.parentNode);
    input.addEventListener("input", show);
    button.addEventListener("click", function () { all = true; show(); });
    window.addEventListener("beforeprint", function () { rows.forEach(function (row) { row.hidden = false; }); });
    window.addEventListener("afterprint", show);
    show();
  }
  table.querySelectorAll("th").forEach(function (head, column) {
    head.querySelector("button").addEventListener("click", function () {
      var up = head.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      var keyed = Array.prototype.slice.call(body.rows).map(function (row, position) {
        var cell = row.cells[column], key = cell.getAttribute("data-k");
        return { row: row, position: position, number: key === null ? null : Number(key), text: cell.textContent };
      });
      keyed.sort(function (a, b) {
        var order;
        if (a.number !== null && b.number !== null) order = a.number - b.number;
        else if (a.number !== null || b.number !== null) return a.number !== null ? -1 : 1;
        else order = a.text.localeCompare(b.text, document.documentElement.lang);
        return (up ? order : -order) || a.position - b.position;
      });
      keyed.forEach(function (item) { body.appendChild(item.row); });
      show();
    });
  });
});
/* on a phone the menu is a strip: the page that is open stands in it */
(function () {
  var here = document.querySelector("nav a[aria-current]"), menu = here && here.parentNode;
  if (here && menu.scrollWidth > menu.clientWidth) { menu.scrollLeft = here.offsetLeft - menu.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2; }
})();
