import type { StepRandom } from '../../main/learn/engine/random.ts';
import type { Tensor } from '../../main/learn/engine/tensorflow.ts';

/**
 * Augmentations written pixel by pixel from their definitions, to hold the batched ones against. They draw the same
 * random numbers in the same order.
 */

/** One image: `at(y, x, channel)`, 0…1. */
export interface SlowImage {
  height: number;
  width: number;
  channels: number;
  values: Float64Array;
}

export function imagesOf(batch: Tensor): SlowImage[] {
  const [count = 0, height = 0, width = 0, channels = 0] = batch.shape;
  const all = Float64Array.from(batch.dataSync());
  const size = height * width * channels;
  return Array.from({ length: count }, (_, i) => ({
    height,
    width,
    channels,
    values: all.slice(i * size, (i + 1) * size),
  }));
}

export const flat = (images: readonly SlowImage[]): number[] =>
  images.flatMap(({ values }) => Array.from(values));

export function drawn(random: StepRandom, count: number, low = 0, high = 1): number[] {
  return Array.from(random.uniform([count], low, high).dataSync());
}

function at(image: SlowImage, y: number, x: number, channel: number): number {
  return image.values[(y * image.width + x) * image.channels + channel] ?? Number.NaN;
}

/** A new image of the same size, pixel by pixel. */
export function pixels(
  image: SlowImage,
  value: (y: number, x: number, channel: number) => number,
): SlowImage {
  const values = new Float64Array(image.values.length);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      for (let channel = 0; channel < image.channels; channel++) {
        values[(y * image.width + x) * image.channels + channel] = value(y, x, channel);
      }
    }
  }
  return { ...image, values };
}

/** Past the edges the image goes on mirrored, the edge pixel twice (c b a | a b c | c b a). */
function reflected(position: number, size: number): number {
  let inside = position;
  while (inside < 0 || inside > size - 1) {
    if (inside < 0) inside = -1 - inside;
    else inside = 2 * size - 1 - inside;
    // Between the edge pixel and its mirror image there is nothing but that pixel.
    if (inside > -1 && inside < 0) inside = 0;
    if (inside > size - 1 && inside < size) inside = size - 1;
  }
  return inside;
}

/** Bilinear. */
function between(image: SlowImage, y: number, x: number, channel: number): number {
  const [row, column] = [reflected(y, image.height), reflected(x, image.width)];
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const [bottom, far] = [Math.min(top + 1, image.height - 1), Math.min(left + 1, image.width - 1)];
  return (
    (1 - down) * (1 - right) * at(image, top, left, channel) +
    (1 - down) * right * at(image, top, far, channel) +
    down * (1 - right) * at(image, bottom, left, channel) +
    down * right * at(image, bottom, far, channel)
  );
}

type Matrix = readonly (readonly [number, number])[];

function times(first: Matrix, second: Matrix): Matrix {
  return first.map(([p, q]) => [
    p * (second[0]?.[0] ?? 0) + q * (second[1]?.[0] ?? 0),
    p * (second[0]?.[1] ?? 0) + q * (second[1]?.[1] ?? 0),
  ]);
}

export interface SlowGeometry {
  scaleX: number;
  scaleY: number;
  /** Of the crop's middle from the image's, pixels. */
  shiftX: number;
  shiftY: number;
  mirror: boolean;
  upset: boolean;
  /** Radians. */
  angle: number;
  lean: number;
}

/** Each step is a matrix of its own from output to input: stretch · turn · (mirror and lean). */
export function slowGeometry(image: SlowImage, g: SlowGeometry): SlowImage {
  const [cos, sin] = [Math.cos(g.angle), Math.sin(g.angle)];
  const map = times(
    times(
      [
        [g.scaleX, 0],
        [0, g.scaleY],
      ],
      [
        [cos, -sin],
        [sin, cos],
      ],
    ),
    [
      [g.mirror ? -1 : 1, Math.tan(g.lean)],
      [0, g.upset ? -1 : 1],
    ],
  );
  const [midY, midX] = [(image.height - 1) / 2, (image.width - 1) / 2];
  return pixels(image, (y, x, channel) => {
    const [dx, dy] = [x - midX, y - midY];
    const sourceX = (map[0]?.[0] ?? 0) * dx + (map[0]?.[1] ?? 0) * dy + g.shiftX + midX;
    const sourceY = (map[1]?.[0] ?? 0) * dx + (map[1]?.[1] ?? 0) * dy + g.shiftY + midY;
    return between(image, sourceY, sourceX, channel);
  });
}

export interface SlowColor {
  brightness: number;
  contrast: number;
  saturation: number;
  /** Radians. */
  hue: number;
  grey: boolean;
}

/** Colour in luma, I and Q (NTSC 1953, four digits), where hue is a turn and saturation a length. */
export function slowColor(image: SlowImage, c: SlowColor): SlowImage {
  const mixed = pixels(image, (y, x, channel) => {
    const [r, g, b] = [0, 1, 2].map((each) => at(image, y, x, each)) as [number, number, number];
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    // The quadrature of a colour is a quarter turn of it in the I–Q plane.
    const i = 0.5959 * r - 0.2746 * g - 0.3213 * b;
    const q = 0.2115 * r - 0.5227 * g + 0.3112 * b;
    const rgb = (inPhase: number, quadrature: number): number =>
      [
        0.9561 * inPhase + 0.6208 * quadrature,
        -0.2721 * inPhase - 0.6472 * quadrature,
        -1.1067 * inPhase + 1.7044 * quadrature,
      ][channel] ?? Number.NaN;
    const own = at(image, y, x, channel) - luma;
    const length = c.grey ? 0 : c.saturation;
    return luma + length * (Math.cos(c.hue) * own + Math.sin(c.hue) * rgb(-q, i));
  });
  const bright = mixed.values.map((value) => value * c.brightness);
  const mean = bright.reduce((sum, value) => sum + value, 0) / bright.length;
  const values = bright.map((value) =>
    Math.min(1, Math.max(0, (value - mean) * c.contrast + mean)),
  );
  return { ...image, values };
}

/** @param reach pixels on each side of the kernel's middle */
export function slowBlur(image: SlowImage, sigma: number, reach: number): SlowImage {
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const raw = offsets.map((offset) => Math.exp(-0.5 * (offset / sigma) ** 2));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  const mirrored = (position: number, size: number): number => {
    let inside = position;
    while (inside < 0 || inside >= size) inside = inside < 0 ? -inside : 2 * (size - 1) - inside;
    return inside;
  };
  return pixels(image, (y, x, channel) => {
    let value = 0;
    for (const [i, dy] of offsets.entries()) {
      for (const [j, dx] of offsets.entries()) {
        const weight = ((raw[i] ?? 0) / sum) * ((raw[j] ?? 0) / sum);
        value +=
          weight *
          at(image, mirrored(y + dy, image.height), mirrored(x + dx, image.width), channel);
      }
    }
    return value;
  });
}
