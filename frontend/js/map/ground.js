// Land, lakes, rivers and the names of places, drawn from vector tiles in the colours of the page; no border.
import L from "leaflet";
import { Sheet } from "./sheet.js";
import { Tiles, within } from "./tiles.js";

const FILLED = [
  ["land", "--map-land"],
  ["earth", "--map-land"],
  ["lake", "--map-water"],
  ["water", "--map-water"],
];
const LINED = ["river", "rivers"];

export function ground(base, colours, failed) {
  const sheet = new Sheet(draw, { pane: "tilePane" });
  const tiles = new Tiles(base.tiles, () => sheet.redraw(), failed);

  function draw(context, bounds, map) {
    const origin = map.getPixelOrigin();
    const seen = L.bounds(bounds.min.add(origin), bounds.max.add(origin));
    context.fillStyle = colours["--map-water"];
    context.fillRect(bounds.min.x, bounds.min.y, bounds.getSize().x, bounds.getSize().y);
    const zoom = map.getZoom();
    const here = within(seen, zoom, Math.max(0, Math.min(Math.floor(zoom) - 1, base.deepest)));
    const names = [];
    for (const at of here) {
      const tile = tiles.get(at.z, at.x, at.y);
      if (!tile) continue;
      const [left, top] = [at.column * at.side - origin.x, at.y * at.side - origin.y];
      paint(context, tile, left, top, at.side);
      collect(names, tile.layers.place, zoom, left, top, at.side);
    }
    write(context, names, colours);
  }

  function paint(context, tile, left, top, side) {
    context.save();
    context.beginPath();
    context.rect(left, top, side + 0.5, side + 0.5);
    context.clip();
    for (const [name, colour] of FILLED) {
      const layer = tile.layers[name];
      if (!layer) continue;
      context.fillStyle = colours[colour];
      trace(context, layer, left, top, side);
      context.fill("evenodd");
    }
    context.strokeStyle = colours["--map-water"];
    context.lineWidth = 1.2;
    for (const name of LINED) {
      if (!tile.layers[name]) continue;
      trace(context, tile.layers[name], left, top, side);
      context.stroke();
    }
    context.restore();
  }

  return sheet;
}

// From which zoom on a name is written, by rank: province, city, county.
const FROM = [0, 3, 6, 8];
const english = document.documentElement.lang.startsWith("en");

function collect(names, layer, zoom, left, top, side) {
  if (!layer) return;
  const scale = side / layer.extent;
  for (let number = 0; number < layer.length; number++) {
    const feature = layer.feature(number);
    const { zh, en, rank } = feature.properties;
    if (zoom < FROM[rank]) continue;
    const point = feature.loadGeometry()[0][0];
    names.push({ words: (english && en) || zh, rank, x: left + point.x * scale, y: top + point.y * scale });
  }
}

// The larger place first; a name that would lie on another is left out.
function write(context, names, colours) {
  const taken = [];
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = colours["--map-land"];
  context.fillStyle = colours["--map-name"];
  names.sort((a, b) => a.rank - b.rank);
  for (const { words, rank, x, y } of names) {
    context.font = `${rank === 1 ? 600 : 400} ${rank === 3 ? 12 : 13}px ${colours["--sans"]}`;
    const half = context.measureText(words).width / 2 + 4;
    const box = [x - half, y, x + half, y + 20];
    if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
    taken.push(box);
    context.strokeText(words, x, y + 4);
    context.fillText(words, x, y + 4);
  }
}

function trace(context, layer, left, top, side) {
  const scale = side / layer.extent;
  context.beginPath();
  for (let number = 0; number < layer.length; number++) {
    for (const ring of layer.feature(number).loadGeometry()) {
      ring.forEach((point, step) => {
        const [x, y] = [left + point.x * scale, top + point.y * scale];
        if (step) context.lineTo(x, y);
        else context.moveTo(x, y);
      });
    }
  }
}
