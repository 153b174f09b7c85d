/* Background tiles, for the pages that ask for them: the one part of a page that asks the network. */
import { node } from "./dom.js";
import { page as pageOf } from "./theme.js";

export function tiles(at) {
  var page = pageOf(at), t = page.tiles, group = L.layerGroup(), credit;
  t.ok = t.bad = 0; t.tell = t.tell || function () {};
  /* the credit lies in the map's corner too: on a phone the foot is far away */
  group.on("add", function () { credit = node("div", t.credits[0], "lian-credit", group._map.getContainer()); });
  group.on("remove", function () { credit.remove(); });
  /* such a server answers only pages that can name their site; a file and a sandboxed frame cannot */
  t.barred = t.referer && (location.protocol === "file:" || self.origin === "null");
  if (t.barred) { return group; }
  t.urls.forEach(function (url, k) {
    var layer = L.tileLayer(url, {
      subdomains: t.subdomains, minNativeZoom: t.zooms[0], maxNativeZoom: t.zooms[1], maxZoom: 24,
      referrerPolicy: t.referer ? "strict-origin-when-cross-origin" : false
    });
    if (!k) {
      layer.on("loading", function () { t.ok = t.bad = 0; });
      layer.on("tileload", function () { t.ok++; t.tell(); });
      layer.on("tileerror", function () { t.bad++; t.tell(); });
    }
    group.addLayer(layer);
  });
  return group;
}
/* credit, what went wrong, and how much of the units' color covers the background */
export function background(page, side, foot) {
  var t = page.tiles, W = page.words;
  if (!t) { return; }
  t.credits.forEach(function (c) { node("span", c, null, foot); });
  var note = node("span", null, "lian-alert", foot);
  note.setAttribute("role", "status");
  t.tell = function () { note.textContent = t.barred ? W.tilesBarred : t.bad && !t.ok ? W.tilesFailed : ""; };
  t.tell();
  var label = node("label", W.opacity + " ", null, node("section", null, "lian-opacity", side)), input = node("input", null, null, label);
  input.type = "range"; input.min = "0"; input.max = "100"; input.value = String(Math.round(100 * page.alpha));
  input.addEventListener("input", function () {
    page.alpha = Number(input.value) / 100;
    page.views.forEach(function (v) { v.redraw(); });
  });
}
