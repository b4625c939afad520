import { nodeFitted } from './fitted.ts';
import type { JavascriptSamples } from './samples.ts';

const common = {
  example: 'picture.jpg',
  shape: '[prep.size, prep.size, prep.channels]',
  type: 'uint8',
} as const;

export const nodeImages: JavascriptSamples = {
  ...common,
  packages: ['sharp'],
  notes:
    '// Not quite as in the app, which scales in two steps and by code of its own: pixels differ by a few of 255.',
  imports: 'import sharp from "sharp";',
  code: `${nodeFitted}
async function samplesOf(file) {
  const picture = sharp(file).autoOrient();
  const { depth, autoOrient } = await picture.metadata();
  const { width, height } = autoOrient;
  const name = path.basename(file);
  if (depth !== "ushort") return [{ name, sample: await fitted(picture, width, height) }];
  // 16 bits a channel: the range of the data set becomes 0 to 255; of transparency all of it.
  const pipeline = picture.toColourspace("rgb16").raw({ depth: "ushort" });
  const wide = await pipeline.toBuffer({ resolveWithObject: true });
  const { channels } = wide.info;
  const [low, high] = prep.sixteenBitRange ?? [0, 65535];
  const bytes = Uint8ClampedArray.from(new Uint16Array(new Uint8Array(wide.data).buffer), (value, at) =>
    channels === 4 && at % 4 === 3 ? value / 257 : ((value - low) * 255) / Math.max(1, high - low),
  );
  const raw = { width, height, channels };
  return [{ name, sample: await fitted(sharp(bytes, { raw }), width, height) }];
}
`,
};

/** As `nodeFitted`, on a canvas, and scaled by code of its own: browsers each have another way, which moves answers by tenths. */
export const pageFitted = `/** Of an axis that is scaled, which source pixels a result is the mean of, and by which weights. As in the app: to fewer
 * pixels by Lanczos-3, to more cubic; a picture with an axis of more lies half a new pixel to the side and up. */
function partsOf(result, from, to, isLarger) {
  if (isLarger && from > to) {
    const moved = partsOf(result, to, to, true);
    return moved.flatMap(([at, share]) => partsOf(at, from, to, false).map(([place, weight]) => [place, share * weight]));
  }
  const scale = Math.max(1, from / to);
  const reach = scale * (from > to ? 3 : 2);
  const centre = ((isLarger ? result : result + 0.5) * from) / to;
  const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  const cubic = (x) => (x < 1 ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1 : -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2);
  const parts = [];
  for (let at = Math.ceil(centre - reach - 0.5); at + 0.5 < centre + reach; at++) {
    const x = Math.abs(at + 0.5 - centre) / scale;
    const weight = from > to ? sinc(x) * sinc(x / 3) : isLarger ? cubic(x) : Number(x === 0);
    // Beyond the edge: the pixel there, or nothing.
    if (weight !== 0 && (isLarger || (at >= 0 && at < from))) parts.push([Math.min(from - 1, Math.max(0, at)), weight]);
  }
  const sum = parts.reduce((all, [, weight]) => all + weight, 0);
  return parts.map(([at, weight]) => [at, weight / sum]);
}

/** What the page can draw, as numbers 0 to 255 [size, size, channels]. */
function fitted(picture, width, height) {
  const { size, channels, fit, background } = prep;
  const scale = size / (fit === "cover" ? Math.min(width, height) : Math.max(width, height));
  const scaled = (side) => (fit === "stretch" ? size : Math.max(1, Math.round(side * scale)));
  const [w, h] = [scaled(width), scaled(height)];
  const [left, top] = [Math.trunc((size - w) / 2), Math.trunc((size - h) / 2)];
  // Some browsers have no larger canvas, and say nothing.
  const drawn = Math.min(1, Math.sqrt(2 ** 24 / (width * height)));
  const [across, down] = [width, height].map((side) => Math.max(1, Math.floor(side * drawn)));
  const context = new OffscreenCanvas(across, down).getContext("2d", { willReadFrequently: true });
  context.fillStyle = "rgb(" + background + ")";
  context.fillRect(0, 0, across, down);
  context.drawImage(picture, 0, 0, across, down);
  const rgba = context.getImageData(0, 0, across, down).data;
  const isLarger = w > across || h > down;
  const columns = Array.from({ length: size }, (_, x) => (x < left || x >= left + w ? [] : partsOf(x - left, across, w, isLarger)));
  const sample = new Float32Array(size * size * channels);
  for (let y = 0; y < size; y++) {
    const row = new Float32Array(4 * across);
    const isInside = y >= top && y < top + h;
    for (const [from, weight] of isInside ? partsOf(y - top, down, h, isLarger) : []) {
      for (let at = 0; at < 4 * across; at++) row[at] += weight * rgba[4 * across * from + at];
    }
    columns.forEach((parts, x) => {
      const meanOf = (c) => parts.reduce((sum, [from, weight]) => sum + weight * row[4 * from + c], 0);
      const byte = (value) => Math.min(255, Math.max(0, Math.round(value)));
      const [r, g, b] = isInside && parts.length > 0 ? [0, 1, 2].map((c) => byte(meanOf(c))) : background;
      const pixel = channels === 3 ? [r, g, b] : [Math.floor((299 * r + 587 * g + 114 * b + 500) / 1000)];
      sample.set(pixel, (y * size + x) * channels);
    });
  }
  return sample;
}
`;

export const pageImages: JavascriptSamples = {
  ...common,
  packages: [],
  notes: `// Not quite as in the app, which scales in two steps: pixels differ by a few of 255; of pictures with 16 bits a channel
// browsers show the upper 8.`,
  imports: '',
  code: `${pageFitted}
async function samplesOf(file) {
  const picture = await createImageBitmap(file);
  return [{ name: file.name, sample: fitted(picture, picture.width, picture.height) }];
}
`,
};
