/* How a map comes to a view: as asked for, or fitted to its frame. */

/**
 * A view as it is asked for; the reader's own steps may be coarser (whole levels over tiles).
 * @param {LMap} map
 * @param {any} center a Leaflet LatLng, or [latitude, longitude]
 * @param {number} zoom
 */
export function look(map, center, zoom) {
  const snap = map.options.zoomSnap;
  map.options.zoomSnap = 0.125; map.setView(center, zoom, {animate: false}); map.options.zoomSnap = snap;
}

/**
 * The zoom at which an extent fills the frame.
 * @param {LMap} map
 * @param {number[]} extent
 */
function filling(map, extent) {
  const t = map.options.crs.transformation, size = map.getSize(), pad = Math.min(14, size.x * 0.015);
  const w = Math.abs((extent[2] - extent[0]) * t._a), h = Math.abs((extent[3] - extent[1]) * t._c);
  return map.options.crs.zoom(Math.max(Math.min((size.x - 2 * pad) / w, (size.y - 2 * pad) / h), 1e-6));
}

/**
 * Fit the page's extent into the frame; false while the frame has no size yet (the observer of its size tries again).
 * The mainland fills it with 南海诸岛 in an inset where that makes it larger, unless the reader wants the whole.
 * @param {LMap} map
 * @param {Page} page
 */
export function fit(map, page) {
  const view = page.views[0], size = map.getSize(), crs = map.options.crs;
  if (size.x < 40 || size.y < 40) { return false; }
  const all = filling(map, page.extent), main = page.inset && !page.whole ? filling(map, page.inset.main) : all;
  const aside = page.inset !== null && main > all + 0.07, e = aside && page.inset ? page.inset.main : page.extent, middle = [(e[0] + e[2]) / 2, (e[1] + e[3]) / 2];
  map.setMinZoom(Math.min(0, Math.floor(all * 8) / 8 - 1));
  let zoom = Math.floor((aside ? main : all) * 8) / 8;
  /* the room that is left over lies where the inset is wanted: to the right */
  const slack = () => {
    const half = Math.max(0, size.x - 28 - (e[2] - e[0]) / meters()) / 2, wanted = 0.34 * size.y + 40 - half;
    return aside ? Math.max(0, Math.min(half, wanted)) * meters() : 0;
  };
  const meters = () => 1 / Math.abs(crs.scale(zoom) * crs.transformation._a);
  for (let tries = 0; tries < 9; tries++, zoom -= 0.125) {
    page.home = meters();
    look(map, crs.projection.unproject(L.point(middle[0] + slack(), middle[1])), zoom);
    if (!aside || zoom - 0.125 < all || view.inset.fits(view.canvas.frame(map.containerPointToLayerPoint([0, 0]), size))) { break; }
  }
  return true;
}

/**
 * The map is not lost by moving it: its middle stays within what it shows.
 * @param {LMap} map
 * @param {Page} page
 */
export function hold(map, page) {
  map.on("moveend", () => {
    const crs = map.options.crs.projection, p = crs.project(map.getCenter()), e = page.extent;
    const x = Math.max(e[0], Math.min(e[2], p.x)), y = Math.max(e[1], Math.min(e[3], p.y));
    if (Math.abs(x - p.x) + Math.abs(y - p.y) > 2000) { map.panTo(crs.unproject(L.point(x, y)), {animate: false}); }
  });
}
