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
 * Fit the page's extent into the frame; false while the frame has no size yet (the observer of its size tries again).
 * @param {LMap} map
 * @param {Page} page
 */
export function fit(map, page) {
  const f = page.extent, t = map.options.crs.transformation, size = map.getSize(), pad = Math.min(18, size.x * 0.02);
  if (size.x < 40 || size.y < 40) { return false; }
  const w = Math.abs((f[2] - f[0]) * t._a), h = Math.abs((f[3] - f[1]) * t._c);
  const s = Math.min((size.x - 2 * pad) / w, (size.y - 2 * pad) / h);
  const zoom = Math.floor(map.options.crs.zoom(Math.max(s, 1e-6)) * 8) / 8;
  map.setMinZoom(Math.min(0, zoom - 1));
  look(map, map.options.crs.projection.unproject(L.point((f[0] + f[2]) / 2, (f[1] + f[3]) / 2)), zoom);
  return true;
}
