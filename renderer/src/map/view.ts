/** Where a map is looked at: the place in the middle, and how many pixels a unit is wide. */
export interface MapView {
  x: number;
  y: number;
  scale: number;
}

export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

/** @param coordinates x, y, x, y, … */
export function boundsOf(coordinates: Float32Array): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < coordinates.length; i += 2) {
    const [x, y] = [coordinates[i] ?? 0, coordinates[i + 1] ?? 0];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return left > right ? { left: 0, top: 0, right: 1, bottom: 1 } : { left, top, right, bottom };
}

/** All points in view, with a margin. @param tools pixels on the left that are taken */
export function fitView(
  { left, top, right, bottom }: Bounds,
  { width, height }: Size,
  tools = 0,
): MapView {
  const margin = 0.92;
  const scale = Math.min(
    (margin * Math.max(1, width - tools)) / Math.max(right - left, 1e-6),
    (margin * height) / Math.max(bottom - top, 1e-6),
  );
  const used = Math.max(scale, 1e-6);
  return { x: (left + right) / 2 - tools / 2 / used, y: (top + bottom) / 2, scale: used };
}

/** The place of the map under a pixel. */
export function placeAt(view: MapView, size: Size, pixelX: number, pixelY: number) {
  return {
    x: view.x + (pixelX - size.width / 2) / view.scale,
    y: view.y + (pixelY - size.height / 2) / view.scale,
  };
}

/** The pixel that shows a place of the map. */
export function pixelOf(view: MapView, size: Size, x: number, y: number) {
  return {
    x: (x - view.x) * view.scale + size.width / 2,
    y: (y - view.y) * view.scale + size.height / 2,
  };
}

/** Zooms; the place under the pixel stays there. @param fitted the view of all, which limits the zoom */
export function zoomAt(
  view: MapView,
  size: Size,
  factor: number,
  pixel: { x: number; y: number },
  fitted: MapView,
): MapView {
  const scale = Math.min(fitted.scale * 400, Math.max(fitted.scale / 3, view.scale * factor));
  const place = placeAt(view, size, pixel.x, pixel.y);
  return {
    x: place.x - (pixel.x - size.width / 2) / scale,
    y: place.y - (pixel.y - size.height / 2) / scale,
    scale,
  };
}

/** Moves what is seen by some pixels. */
export function pan(view: MapView, pixelsX: number, pixelsY: number): MapView {
  return { ...view, x: view.x - pixelsX / view.scale, y: view.y - pixelsY / view.scale };
}

/** Radius of a point, pixels: small among many, larger when looked at closely. */
export function pointRadius(count: number, view: MapView, fitted: MapView): number {
  const base = count > 100_000 ? 1.3 : count > 20_000 ? 1.8 : count > 3000 ? 2.6 : 4;
  return Math.min(9, base * Math.max(1, (view.scale / fitted.scale) ** 0.5));
}
