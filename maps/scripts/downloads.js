/* What is shown, to take away: a picture with every legend beside or beneath the map, and a table. */
import { paint } from "./draw.js";
import { FONT, noData, readable, shade } from "./ink.js";

var COLUMN = 250, GAP = 14;
function font(size, bold) { return (bold ? "600 " : "") + size + "px " + FONT; }
/* text broken to a width, at most so many lines; the last ends in an ellipsis where more would follow */
function broken(ctx, text, width, most) {
  var chars = Array.from(String(text).slice(0, 1200).replace(/\s+/g, " ")), out = [], now = "", used = 0;
  for (var i = 0; i < chars.length; i++) {
    var w = ctx.measureText(chars[i]).width;
    if (used + w > width && now) {
      var space = now.lastIndexOf(" ");
      var head = /[!-~]/.test(chars[i]) && space > now.length * 0.5 ? now.slice(0, space + 1) : now;
      if (out.length === most - 1) { out.push(now.slice(0, -1) + "…"); return out; }
      out.push(head); now = now.slice(head.length); used = ctx.measureText(now).width;
    }
    now += chars[i]; used += w;
  }
  return now ? out.concat(now) : out;
}
/* lines of text as an item of a legend: its height and how to draw it at a place */
function texts(ctx, text, size, bold, color, most) {
  ctx.font = font(size, bold);
  var rows = broken(ctx, text, COLUMN, most), step = Math.round(size * 1.45);
  return {high: rows.length * step + 4, draw: function (x, y) {
    ctx.font = font(size, bold); ctx.fillStyle = color; ctx.textAlign = "left";
    rows.forEach(function (r, k) { ctx.fillText(r, x, y + step * (k + 0.5)); });
  }};
}
function chip(ctx, symbol, color, x, y) {
  ctx.fillStyle = ctx.strokeStyle = color; ctx.lineWidth = 3; ctx.beginPath();
  if (symbol === "dot") { ctx.arc(x + 11, y, 6, 0, 7); ctx.fill(); }
  else if (symbol === "line" || symbol === "arrow") {
    ctx.moveTo(x, y); ctx.lineTo(x + 22, y); ctx.stroke();
    if (symbol === "arrow") { ctx.beginPath(); ctx.moveTo(x + 24, y); ctx.lineTo(x + 14, y - 5); ctx.lineTo(x + 14, y + 5); ctx.fill(); }
  }
  else { ctx.fillRect(x, y - 7, 22, 14); ctx.lineWidth = 1; ctx.strokeStyle = "rgba(90,96,104,.45)"; ctx.strokeRect(x + 0.5, y - 6.5, 21, 13); }
}
function classRow(ctx, ink, label, count, symbol, color) {
  ctx.font = font(12);
  var rows = broken(ctx, label, COLUMN - 76, 2);
  return {high: rows.length * 16 + 4, draw: function (x, y) {
    chip(ctx, symbol, color, x, y + 9);
    ctx.font = font(12); ctx.fillStyle = ink.text; ctx.textAlign = "left";
    rows.forEach(function (r, k) { ctx.fillText(r, x + 30, y + 9 + 16 * k); });
    ctx.textAlign = "right"; ctx.fillText(count.toLocaleString("en-US"), x + COLUMN, y + 9);
  }};
}
function grid(ctx, classes, size) {
  var wide = Math.min(52, COLUMN / size[1]), high = 28;
  return {high: size[0] * high + 6, draw: function (x, y) {
    classes.forEach(function (c, k) {
      var left = x + k % size[1] * wide, top = y + Math.floor(k / size[1]) * high;
      ctx.fillStyle = c.color; ctx.fillRect(left, top, wide - 1, high - 1);
      ctx.font = font(11); ctx.textAlign = "center"; ctx.fillStyle = readable(c.color);
      ctx.fillText(c.count.toLocaleString("en-US"), left + wide / 2, top + high / 2);
    });
  }};
}
function legend(ctx, t, ink, words, before) {
  var raw = t.raw, d = t.data, soft = ink.soft, items = [texts(ctx, before + (raw.caption || raw.name), 13, true, ink.text, 3)];
  items[0].title = true;
  if (raw.grid) {
    items.push(grid(ctx, d.classes, raw.grid), texts(ctx, "↓ " + raw.axes[0] + "　→ " + raw.axes[1], 11, false, soft, 4));
  } else { d.classes.forEach(function (c) { items.push(classRow(ctx, ink, c.label, c.count, c.symbol, shade(c.color))); }); }
  if (raw.base && d.unlisted()) { items.push(classRow(ctx, ink, raw.missingLabel, d.unlisted(), "fill", noData(raw))); }
  if (raw.base && d.taiwanAbsent()) { items.push(classRow(ctx, ink, words.taiwan, d.taiwan.length, "fill", noData(null))); }
  if (raw.note) { items.push(texts(ctx, raw.note, 11, false, soft, 6)); }
  items.push({high: 8, draw: function () {}});
  return items;
}
/* items in columns no higher than the limit; a title goes with what follows it */
function flow(items, limit) {
  var columns = /** @type {any[][]} */ ([[]]), used = 0;
  items.forEach(function (item, k) {
    var need = item.high + (item.title && items[k + 1] ? items[k + 1].high : 0);
    if (used && used + need > limit) { columns.push([]); used = 0; }
    columns[columns.length - 1].push(item); used += item.high;
  });
  return columns;
}
function inColumns(items, most, limit) {
  var found = flow(items, limit);
  while (found.length > most) { limit *= 1.08; found = flow(items, limit); }
  return found;
}
function height(list) { return list.reduce(function (sum, item) { return sum + item.high; }, 0); }
function scaleBar(ctx, map, ink, x, y) {
  var mid = map.getSize().y / 2, wide = map.distance(map.containerPointToLatLng([0, mid]), map.containerPointToLatLng([100, mid]));
  var ten = Math.pow(10, Math.floor(Math.log10(wide))), meters = ten * (wide / ten >= 5 ? 5 : wide / ten >= 2 ? 2 : 1), w = 100 * meters / wide;
  ctx.strokeStyle = ctx.fillStyle = ink.text; ctx.lineWidth = 1.5; ctx.beginPath();
  ctx.moveTo(x, y - 4); ctx.lineTo(x, y); ctx.lineTo(x + w, y); ctx.lineTo(x + w, y - 4); ctx.stroke();
  ctx.font = font(11); ctx.textAlign = "left"; ctx.fillText(meters >= 1000 ? meters / 1000 + " km" : meters + " m", x + w + 6, y - 2);
  return w + 62;
}
export function picture(page, views) {
  var canvas = document.createElement("canvas"), ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), ink = views[0].ink(), W = page.words;
  var sizes = views.map(function (v) { return v.map.getSize(); }), mapWide = 2 * (views.length - 1), mapHigh = 0, items = /** @type {any[]} */ ([]);
  sizes.forEach(function (s) { mapWide += s.x; mapHigh = Math.max(mapHigh, s.y); });
  views.forEach(function (v, k) {
    var before = views.length > 1 ? (k ? W.right : W.left) + " · " : "";
    [v.base, v.raster].concat(v.shown).filter(Boolean).forEach(function (t) { items = items.concat(legend(ctx, t, ink, W, before)); });
    if (v.selection) { items.push(texts(ctx, W.selected.replace("%", v.selection.size.toLocaleString("en-US")), 12, false, ink.text, 2)); }
  });
  var beside = mapWide >= 640, across = beside ? 3 : Math.max(1, Math.floor((mapWide - GAP) / (COLUMN + GAP)));
  var sets = inColumns(items, across, beside ? Math.max(mapHigh - 2 * GAP, 200) : height(items) / across), tall = Math.max.apply(null, sets.map(height));
  var wide = Math.max(mapWide + (beside ? sets.length * (COLUMN + GAP) + GAP : 0), COLUMN + 2 * GAP);
  ctx.font = font(18, true);
  var title = broken(ctx, page.title, wide - 2 * GAP, 3), top = title.length * 26 + 14;
  ctx.font = font(11);
  var credits = broken(ctx, page.credits.concat(page.tiles ? W.tilesLeftOut : []).join(" · "), wide - 2 * GAP - 170, 8);
  var body = beside ? Math.max(mapHigh, tall + 2 * GAP) : mapHigh + tall + 2 * GAP, high = top + body + Math.max(credits.length * 16, 16) + 16;
  var k = Math.min(2, Math.sqrt(1.6e7 / (wide * high)));  // some phones draw no larger canvas
  canvas.width = Math.round(wide * k); canvas.height = Math.round(high * k); ctx.scale(k, k);
  ctx.fillStyle = ink.paper; ctx.fillRect(0, 0, wide, high); ctx.textBaseline = "middle";
  ctx.font = font(18, true); ctx.fillStyle = ink.text;
  title.forEach(function (r, n) { ctx.fillText(r, GAP, 20 + 26 * n); });
  var left = 0;
  views.forEach(function (v, n) {
    var s = sizes[n];
    ctx.save(); ctx.translate(left, top); ctx.beginPath(); ctx.rect(0, 0, s.x, s.y); ctx.clip();
    ctx.fillStyle = ink.sea; ctx.fillRect(0, 0, s.x, s.y);
    var f = v.canvas.frame(v.map.containerPointToLayerPoint([0, 0]), s), p = v.inset.place;
    if (p) { f.covered = [p.left, p.top, p.left + p.width, p.top + p.height]; }
    paint(ctx, f, v, 1);
    if (p) { ctx.translate(p.left, p.top); v.inset.draw(ctx, p, 1); }
    ctx.restore(); left += s.x + 2;
  });
  ctx.textBaseline = "middle";
  sets.forEach(function (list, n) {
    var x = (beside ? mapWide : 0) + GAP + n * (COLUMN + GAP), y = top + GAP + (beside ? 0 : mapHigh);
    list.forEach(function (item) { item.draw(x, y); y += item.high; });
  });
  var foot = top + body + 14;
  scaleBar(ctx, views[0].map, ink, GAP, foot + 3);
  ctx.font = font(11); ctx.fillStyle = ink.soft; ctx.textAlign = "left";
  credits.forEach(function (r, n) { ctx.fillText(r, GAP + 170, foot + 16 * n); });
  return Object.assign(canvas, {map: [0, top, mapWide, mapHigh, k]});
}

/* A text that a spreadsheet would take for a formula is marked as text. */
function cell(v) {
  var s = v === null || v === undefined ? "" : String(v);
  if (typeof v === "string" && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(s)) { s = "'" + s; }
  return /[",\r\n]/.test(s) ? '"' + s.replace(/"/g, '""') + '"' : s;
}
export function table(page, view) {
  var W = page.words, geo = view.geo, t = view.base, head = [W.code, W.name, W.province, W.prefecture], lines;
  var columns = t && t.raw.rows ? t.raw.rows.columns : [];
  lines = [t ? head.concat(t.raw.caption || t.raw.name, W.klass, columns) : head];
  for (var i = 0; i < geo.count; i++) {
    if (view.selection && !view.selection.has(i)) { continue; }
    var r = [geo.codes[i], geo.names[i], geo.raw.provinces[geo.raw.province[i]], geo.raw.prefectures[geo.raw.prefecture[i]]];
    lines.push(t ? r.concat([t.data.value(i), t.data.label(i, W)], t.data.cells(i) || columns.map(function () { return null; })) : r);
  }
  return "\ufeff" + lines.map(function (cells) { return cells.map(cell).join(","); }).join("\r\n") + "\r\n";
}

function fileName(text) { return (text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\\\/:*?"<>|{}%`$]+/g, "_").trim() || "map").slice(0, 80); }
/* a file is named by what it holds: title, themes, the class that was picked */
function content(page, views) {
  var parts = [page.title];
  views.forEach(function (v) {
    [v.base || v.raster].filter(Boolean).forEach(function (t) {
      if (t.raw.name !== page.title) { parts.push(t.raw.name); }
      if (t.isolated !== null && t.data.classes[t.isolated]) { parts.push(t.data.classes[t.isolated].label); }
    });
  });
  return fileName(parts.join(" "));
}
function save(blob, name) {
  var a = document.createElement("a"), url = URL.createObjectURL(blob);
  a.href = url; a.download = name; document.body.appendChild(a); a.click(); a.remove();
  setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
}
export function savePicture(page, views) {
  /* toBlob waits for an idle page, for seconds where there is none */
  var text = atob(window.Lian.picture(page, views).toDataURL("image/png").split(",")[1]), bytes = new Uint8Array(text.length);
  for (var i = 0; i < bytes.length; i++) { bytes[i] = text.charCodeAt(i); }
  save(new Blob([bytes], {type: "image/png"}), content(page, views) + ".png");
}
export function saveTable(page, view) {
  save(new Blob([table(page, view)], {type: "text/csv;charset=utf-8"}), content(page, [view]) + ".csv");
}
