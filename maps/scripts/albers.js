/* Albers equal-area for China (GRS80, 25 and 47 N, 105 E). */

var A = 6378137, F = 1 / 298.257222101, E2 = 2 * F - F * F, E = Math.sqrt(E2), R = Math.PI / 180;
function q(phi) {
  var s = Math.sin(phi);
  return (1 - E2) * (s / (1 - E2 * s * s) - Math.log((1 - E * s) / (1 + E * s)) / (2 * E));
}
function m(phi) { var s = Math.sin(phi); return Math.cos(phi) / Math.sqrt(1 - E2 * s * s); }
var q1 = q(25 * R), q2 = q(47 * R), m1 = m(25 * R), m2 = m(47 * R);
var N = (m1 * m1 - m2 * m2) / (q2 - q1), C = m1 * m1 + N * q1, RHO0 = A * Math.sqrt(C) / N, LON0 = 105 * R;
export const Albers = {
  bounds: L.bounds([-9e6, -3e6], [9e6, 1.2e7]),
  project: function (p) {
    var rho = A * Math.sqrt(Math.max(0, C - N * q(p.lat * R))) / N, t = N * (p.lng * R - LON0);
    return L.point(rho * Math.sin(t), RHO0 - rho * Math.cos(t));
  },
  unproject: function (p) {
    var dy = RHO0 - p.y, rho = Math.sqrt(p.x * p.x + dy * dy), t = Math.atan2(p.x, dy);
    var qq = (C - rho * rho * N * N / (A * A)) / N, phi = Math.asin(Math.max(-1, Math.min(1, qq / 2)));
    for (var k = 0; k < 6; k++) {
      var s = Math.sin(phi), es = 1 - E2 * s * s, c = Math.cos(phi);
      if (Math.abs(c) < 1e-9) { break; }
      phi += es * es / (2 * c) * (qq / (1 - E2) - s / es + Math.log((1 - E * s) / (1 + E * s)) / (2 * E));
    }
    return L.latLng(phi / R, (t / N + LON0) / R);
  }
};
L.CRS.Albers = L.extend({}, L.CRS.Earth, {
  code: "Albers-China", projection: Albers, wrapLng: undefined, infinite: false,
  transformation: new L.Transformation(1 / 16000, 0, -1 / 16000, 0),
  scale: function (z) { return Math.pow(2, z); },
  zoom: function (s) { return Math.log(s) / Math.LN2; }
});
