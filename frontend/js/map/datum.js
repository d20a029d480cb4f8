// WGS-84 to the shifted datum of Chinese providers, for showing only: lib/geo.py has the formula and its vectors.
const A = 6378137.0;
const EE = 0.00669342162296594323;
const { PI, sin, cos, sqrt, abs } = Math;

function northwards(x, y) {
  const ripple = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  const swell = ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  const long = ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple + swell + long;
}

function eastwards(x, y) {
  const ripple = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  const swell = ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  const long = ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple + swell + long;
}

export function gcj02(lat, lng) {
  const [x, y] = [lng - 105, lat - 35];
  const rad = (lat / 180) * PI;
  const magic = 1 - EE * sin(rad) ** 2;
  const root = sqrt(magic);
  return [
    lat + (northwards(x, y) * 180) / (((A * (1 - EE)) / (magic * root)) * PI),
    lng + (eastwards(x, y) * 180) / ((A / root) * cos(rad) * PI),
  ];
}

// Back again, within some metres: the shift changes little over its own length.
export function back(shift, lat, lng) {
  if (!shift) return [lat, lng];
  const [further, wider] = shift(lat, lng);
  return [2 * lat - further, 2 * lng - wider];
}

export const shifts = { wgs84: null, gcj02 };
