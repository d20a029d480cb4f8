// Vector tiles: which ones a view needs, fetched once and kept for a while.
import { VectorTile } from "@mapbox/vector-tile";
import Pbf from "pbf";

const KEPT = 240;
export const SIDE = 512; // pixels of a tile on the screen

export function address(template, z, x, y) {
  return template.replace("{z}", z).replace("{x}", x).replace("{y}", y);
}

// Tiles of zoom z that touch `bounds` (in pixels of the map's zoom), also beyond the antimeridian.
export function within(bounds, zoom, z) {
  const side = SIDE * 2 ** (zoom - 1 - z);
  const all = 2 ** z;
  const found = [];
  for (let y = Math.max(0, Math.floor(bounds.min.y / side)); y <= Math.min(all - 1, Math.floor(bounds.max.y / side)); y++) {
    for (let column = Math.floor(bounds.min.x / side); column <= Math.floor(bounds.max.x / side); column++) {
      found.push({ z, y, x: ((column % all) + all) % all, column, side });
    }
  }
  return found;
}

export class Tiles {
  // `loaded` is called when something has come that was not there before; `failed` when nothing comes.
  constructor(template, loaded, failed) {
    Object.assign(this, { template, loaded, failed, kept: new Map(), waiting: new Map() });
  }

  // The tile, null where there is nothing, undefined while it is on its way.
  get(z, x, y) {
    const url = address(this.template, z, x, y);
    if (this.kept.has(url)) return this.kept.get(url);
    if (!this.waiting.has(url)) this.fetch(url);
    return undefined;
  }

  fetch(url) {
    const asked = fetch(url)
      .then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return answer.status === 204 ? null : answer.arrayBuffer();
      })
      .then((bytes) => this.keep(url, bytes && new VectorTile(new Pbf(bytes))))
      .catch(() => {
        this.waiting.delete(url);
        this.failed();
      });
    this.waiting.set(url, asked);
  }

  keep(url, tile) {
    this.waiting.delete(url);
    this.kept.set(url, tile);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    this.loaded();
  }
}
