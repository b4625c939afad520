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

/** As `nodeFitted`, on a canvas. */
export const pageFitted = `/** What the page can draw, as numbers 0 to 255 [size, size, channels]. */
function fitted(picture, width, height) {
  const { size, channels, fit, background } = prep;
  const scale = size / (fit === "cover" ? Math.min(width, height) : Math.max(width, height));
  const scaled = (side) => (fit === "stretch" ? size : Math.max(1, Math.round(side * scale)));
  const [w, h] = [scaled(width), scaled(height)];
  const context = new OffscreenCanvas(size, size).getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.fillStyle = "rgb(" + background + ")";
  context.fillRect(0, 0, size, size);
  context.drawImage(picture, Math.trunc((size - w) / 2), Math.trunc((size - h) / 2), w, h);
  const rgba = context.getImageData(0, 0, size, size).data;
  return Float32Array.from({ length: size * size * channels }, (_, at) => {
    const from = 4 * Math.floor(at / channels);
    if (channels === 3) return rgba[from + (at % 3)];
    return Math.floor((299 * rgba[from] + 587 * rgba[from + 1] + 114 * rgba[from + 2] + 500) / 1000);
  });
}
`;

export const pageImages: JavascriptSamples = {
  ...common,
  packages: [],
  notes: `// Not quite as in the app: browsers scale pictures in ways of their own, so that answers differ a little;
// of pictures with 16 bits a channel they show the upper 8.`,
  imports: '',
  code: `${pageFitted}
async function samplesOf(file) {
  const picture = await createImageBitmap(file);
  return [{ name: file.name, sample: fitted(picture, picture.width, picture.height) }];
}
`,
};
