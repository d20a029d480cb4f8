// The interactive map, loaded when somebody opens it. All words and addresses come from the page.
import L from "leaflet";
import { back, shifts } from "./datum.js";
import { ground } from "./ground.js";
import { points } from "./points.js";

const CLOSEST = 17;
const AROUND = 300; // metres, of what stands on one spot
const HASH = /^#map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
const NAMES = ["--paper", "--vermilion", "--tile-4", "--on-tile-full", "--map-land", "--map-water", "--map-name", "--sans"];

function colours(element) {
  const style = getComputedStyle(element);
  return NAMES.reduce((all, name) => Object.assign(all, { [name]: style.getPropertyValue(name).trim() }), {});
}

function place(map, said) {
  const asked = HASH.exec(location.hash);
  if (asked && Math.abs(asked[2]) < 86 && Math.abs(asked[3]) <= 180) return map.setView([Number(asked[2]), Number(asked[3])], Math.min(Number(asked[1]), CLOSEST));
  const [south, west, north, east] = said.bounds.split(",").map(Number);
  return map.fitBounds([[south, west], [north, east]], { maxZoom: 12 });
}

// The address of this view stands in the address bar, and in every link that keeps the filters.
function remember(map) {
  const { lat, lng } = map.getCenter();
  const hash = `#map=${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  history.replaceState(history.state, "", hash);
  document.querySelectorAll("[data-keeps-map] a, a[hreflang]").forEach((link) => {
    link.hash = hash;
  });
}

// What the server is asked about stands in true degrees, whatever the provider shows.
function boxOf(bounds, shift) {
  const [south, west] = back(shift, bounds.getSouth(), bounds.getWest());
  const [north, east] = back(shift, bounds.getNorth(), bounds.getEast());
  const inside = [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)];
  return inside.map((n) => n.toFixed(4)).join(",");
}

function start(element) {
  const said = element.dataset;
  const base = JSON.parse(said.base);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    maxZoom: CLOSEST,
    minZoom: 1,
    zoomSnap: 1,
    worldCopyJump: true,
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
  });
  L.control.zoom({ zoomInTitle: said.closer, zoomOutTitle: said.further }).addTo(map);
  const credit = L.control.attribution({ prefix: false }).addTo(map);
  [base.attribution, base.approval, said.credit].filter(Boolean).forEach((words) => credit.addAttribution(escaped(words)));
  place(map, said);
  const failed = () => say(said.failed);
  if (base.vector) ground(base, colours(element), failed).addTo(map);
  else L.tileLayer(base.tiles, { maxNativeZoom: base.deepest, maxZoom: CLOSEST, tileSize: base.size }).addTo(map);

  const line = document.getElementById(said.line);
  const list = document.getElementById(said.list);
  function say(words) {
    if (line && line.textContent !== words) line.textContent = words;
  }
  const told = (count, waiting) => {
    if (count === null) return failed();
    element.setAttribute("aria-busy", waiting ? "true" : "false");
    if (!waiting) say(said.count.replace("{n}", count.toLocaleString()));
    return undefined;
  };
  const shift = shifts[base.datum];
  const sheet = points(said.tiles, said.layer, shift, colours(element), told).addTo(map);
  map.on("moveend", () => {
    remember(map);
    if (list) list.href = `${said.here}${said.here.includes("?") ? "&" : "?"}box=${boxOf(map.getBounds(), shift)}`;
  });
  map.fire("moveend");
  map.on("click", (event) => tapped(map, sheet.at(event.layerPoint), said, shift));
  map.on("mousemove", (event) => {
    element.classList.toggle("on-a-spot", Boolean(sheet.at(event.layerPoint)));
  });
  matchMedia("(prefers-color-scheme: dark)").addListener(() => location.reload());
}

function tapped(map, spot, said, shift) {
  if (!spot) return;
  const at = map.layerPointToLatLng([spot.x, spot.y]);
  if (spot.n > 1 && map.getZoom() < CLOSEST) {
    map.setView(at, Math.min(map.getZoom() + 2, CLOSEST));
    return;
  }
  const popup = L.popup({ maxWidth: 280, minWidth: 200 }).setLatLng(at).setContent(escaped(said.wait)).openOn(map);
  const url =
    spot.n === 1
      ? said.card.replace("/0/", `/${spot.id}/`)
      : said.cards.replace("BOX", boxOf(at.toBounds(AROUND), shift));
  fetch(url)
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
    .then((html) => popup.setContent(html))
    .catch(() => popup.setContent(escaped(said.failed)));
}

function escaped(words) {
  const element = document.createElement("span");
  element.textContent = words;
  return element.innerHTML;
}

document.querySelectorAll("[data-map]").forEach(start);
