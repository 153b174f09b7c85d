/* The canvases of a view: the map, and over it what is hovered and picked. */
import { paint, units } from "./draw.js";
import { thinned } from "./geometry.js";

var Base = L.Renderer.extend({
  options: {padding: 0.12},
  _initContainer: function () { this._container = document.createElement("canvas"); this._ctx = this._container.getContext("2d"); },
  _destroyContainer: function () { L.DomUtil.remove(this._container); delete this._container; delete this._ctx; },
  _updatePaths: function () {},
  /* Leaflet's own would set the canvas down between pixels: blurred, and up to one off the tiles */
  _reset: function () { this._update(); },
  _update: function () {
    if (this._map._animatingZoom && this._bounds) { return; }
    L.Renderer.prototype._update.call(this);
    var b = this._bounds, size = b.getSize(), m = Math.min(2, window.devicePixelRatio || 1), box = this._container;
    L.DomUtil.setPosition(box, b.min);
    box.width = Math.round(m * size.x); box.height = Math.round(m * size.y);
    box.style.width = size.x + "px"; box.style.height = size.y + "px";
    this.redraw();
  },
  redraw: function () {
    if (!this._map || !this._bounds || !this.view.page.ready) { return; }
    var b = this._bounds, size = b.getSize(), m = this._container.width / size.x, ctx = this._ctx;
    ctx.setTransform(m, 0, 0, m, 0, 0); ctx.clearRect(0, 0, size.x, size.y);
    this.paint(ctx, this.frame(b.min, size));
  },
  /* the affine way from projected meters to this canvas */
  frame: function (min, size) {
    var map = this._map, zoom = map.getZoom(), crs = map.options.crs, t = crs.transformation, s = crs.scale(zoom), o = map.getPixelOrigin();
    var corner = map.containerPointToLayerPoint([0, 0]).subtract(min), shown = map.getSize();
    return {
      ax: s * t._a, bx: s * t._b - o.x - min.x, ay: s * t._c, by: s * t._d - o.y - min.y, minx: min.x, width: size.x, height: size.y,
      perPixel: 1 / Math.abs(s * t._a), window: [corner.x, corner.y, corner.x + shown.x, corner.y + shown.y]
    };
  }
});

export const Canvas = Base.extend({
  initialize: function (view) { Base.prototype.initialize.call(this, {}); this.view = view; },
  paint: function (ctx, f) {
    if (f.window[2] - f.window[0] < 40 || f.window[3] - f.window[1] < 40) { return; }
    var inset = this.view.inset;
    inset.refresh(f);
    if (inset.place) {
      var p = inset.place, x = p.left + f.window[0], y = p.top + f.window[1];
      f.covered = [x, y, x + p.width, y + p.height];
    }
    paint(ctx, f, this.view);
    this.frameNow = f;
  }
});
export const Highlight = Base.extend({
  initialize: function (view) { Base.prototype.initialize.call(this, {}); this.view = view; },
  paint: function (ctx, f) {
    var geo = this.view.geo, thin = thinned(geo, f.perPixel), ink = this.view.ink();
    this.empty = this.view.hovered < 0 && this.view.picked < 0;
    [[this.view.hovered, 1.6], [this.view.picked, 2.6]].forEach(function (pair) {
      if (pair[0] < 0) { return; }
      units(ctx, geo, thin, f, [pair[0]]);
      ctx.lineJoin = "round"; ctx.lineWidth = pair[1] + 2; ctx.strokeStyle = ink.halo; ctx.stroke();
      ctx.lineWidth = pair[1]; ctx.strokeStyle = ink.hover; ctx.stroke();
      geo.dots.forEach(function (d) { if (d[0] === pair[0]) { ctx.beginPath(); ctx.arc(f.ax * d[1] + f.bx, f.ay * d[2] + f.by, 4, 0, 7); ctx.stroke(); } });
    });
  }
});

