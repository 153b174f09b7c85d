document.querySelectorAll("table").forEach(function (table) {
  var body = table.tBodies[0];
  table.querySelectorAll("th").forEach(function (head, column) {
    head.querySelector("button").addEventListener("click", function () {
      var up = head.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      var rows = Array.prototype.slice.call(body.rows).map(function (row, position) {
        var cell = row.cells[column], key = cell.getAttribute("data-k");
        return { row: row, position: position, number: key === null ? null : Number(key), text: cell.textContent };
      });
      rows.sort(function (a, b) {
        var order;
        if (a.number !== null && b.number !== null) order = a.number - b.number;
        else if (a.number !== null || b.number !== null) return a.number !== null ? -1 : 1;
        else order = a.text.localeCompare(b.text, document.documentElement.lang);
        return (up ? order : -order) || a.position - b.position;
      });
      rows.forEach(function (item) { body.appendChild(item.row); });
    });
  });
});
