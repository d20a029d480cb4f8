// One canvas over the whole view, drawn anew when the map has moved: nothing is cut at the edges of tiles.
import L from "leaflet";

export const Sheet = L.Renderer.extend({
  options: { padding: 0.15 },

  // `draw(context, bounds, map)` in points of the layer (L.Map.latLngToLayerPoint).
  initialize(draw, options) {
    this.draw = draw;
    L.Renderer.prototype.initialize.call(this, options);
  },

  redraw() {
    if (!this._map || this._frame) return;
    this._frame = requestAnimationFrame(() => {
      this._frame = 0;
      if (this._map) this._update();
    });
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
  },

  _destroyContainer() {
    L.DomUtil.remove(this._container);
    delete this._container;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const canvas = this._container;
    const size = this._bounds.getSize();
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = size.x * sharp;
    canvas.height = size.y * sharp;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    const context = canvas.getContext("2d");
    context.scale(sharp, sharp);
    context.translate(-this._bounds.min.x, -this._bounds.min.y);
    this.draw(context, this._bounds, this._map);
  },

  _updatePaths() {},
});
