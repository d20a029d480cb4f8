// Clusters with their counts, and single points: drawn on one canvas, and known again when they are tapped.
import L from "leaflet";
import { Sheet } from "./sheet.js";
import { Tiles, within } from "./tiles.js";

const DEEPEST = 16;
const REACH = 6; // pixels around a point that a finger may miss it by

export const shortened = (n) => (n < 1000 ? `${n}` : n < 10000 ? `${(n / 1000).toFixed(1)}k` : `${Math.round(n / 1000)}k`);
const radius = (n) => (n === 1 ? 6 : Math.min(9 + 2.4 * Math.log10(n), 17));

export function points(template, layerName, shift, colours, told) {
  const sheet = new Sheet(draw, { pane: "overlayPane" });
  const tiles = new Tiles(template, () => sheet.redraw(), () => told(null));
  let spots = [];

  function draw(context, bounds, map) {
    const origin = map.getPixelOrigin();
    const seen = L.bounds(bounds.min.add(origin), bounds.max.add(origin));
    const zoom = map.getZoom();
    const z = Math.max(0, Math.min(zoom - 1, DEEPEST));
    const here = within(seen, zoom, z);
    spots = [];
    let waiting = false;
    for (const at of here) {
      const tile = tiles.get(at.z, at.x, at.y);
      waiting = waiting || tile === undefined;
      if (tile && tile.layers[layerName]) collect(tile.layers[layerName], at, origin, map);
    }
    spots.sort((a, b) => a.n - b.n).forEach((spot) => paint(context, spot));
    const view = map.getSize();
    const shown = spots.filter((one) => {
      const at = map.layerPointToContainerPoint(L.point(one.x, one.y));
      return at.x >= 0 && at.y >= 0 && at.x <= view.x && at.y <= view.y;
    });
    told(shown.reduce((sum, one) => sum + one.n, 0), waiting);
  }

  function collect(layer, at, origin, map) {
    const scale = at.side / layer.extent;
    for (let number = 0; number < layer.length; number++) {
      const feature = layer.feature(number);
      const point = feature.loadGeometry()[0][0];
      let x = at.column * at.side + point.x * scale - origin.x;
      let y = at.y * at.side + point.y * scale - origin.y;
      if (shift) {
        const true_ = map.layerPointToLatLng([x, y]);
        const moved = map.latLngToLayerPoint(shift(true_.lat, true_.lng));
        [x, y] = [moved.x, moved.y];
      }
      const n = feature.properties.n || 1;
      spots.push({ x, y, n, id: n === 1 ? feature.id : 0 });
    }
  }

  function paint(context, spot) {
    const r = radius(spot.n);
    context.beginPath();
    context.arc(spot.x, spot.y, r, 0, 2 * Math.PI);
    context.fillStyle = spot.n === 1 ? colours["--vermilion"] : colours["--tile-4"];
    context.globalAlpha = spot.n === 1 ? 1 : 0.92;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    context.strokeStyle = colours["--paper"];
    context.stroke();
    if (spot.n === 1) return;
    context.fillStyle = colours["--on-tile-full"];
    context.font = `600 ${spot.n < 1000 ? 12 : 11}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(shortened(spot.n), spot.x, spot.y + 0.5);
  }

  // The uppermost spot under a point of the layer, or undefined.
  sheet.at = (point) =>
    spots
      .slice()
      .reverse()
      .find((one) => Math.hypot(one.x - point.x, one.y - point.y) <= radius(one.n) + REACH);
  return sheet;
}
