/** Code that uses an export, complete: it reads `pretext.json` beside the model for all that differs. */
export interface Snippet {
  language: 'python' | 'node' | 'page';
  code: string;
}

/** How all exports want their pictures, in Python: a function `load` to bytes [1, height, width, channels]. */
const pythonImage = `import json
import numpy as np
from PIL import Image, ImageOps

about = json.load(open("pretext.json"))
prep = about["preprocessing"]
size = (prep["size"], prep["size"])

def load(path):
    image = Image.open(path).convert("RGBA")
    paper = Image.new("RGBA", image.size, (*prep["background"], 255))
    image = Image.alpha_composite(paper, image).convert("RGB")
    if prep["fit"] == "cover":
        image = ImageOps.fit(image, size)
    elif prep["fit"] == "contain":
        image = ImageOps.pad(image, size, color=tuple(prep["background"]))
    else:
        image = image.resize(size)
    if prep["channels"] == 1:
        image = image.convert("L")
    shape = (1, *reversed(size), prep["channels"])
    return np.asarray(image, dtype=np.uint8).reshape(shape)
`;

const pythonAnswer = `best = int(np.argmax(probabilities))
print(about["classes"][best], float(probabilities[best]))`;

/** As `load` above, in Node.js. */
const nodeImage = `import { readFile } from "node:fs/promises";
import sharp from "sharp";

const about = JSON.parse(await readFile("pretext.json", "utf8"));
const { size, channels, fit, background } = about.preprocessing;
const [r, g, b] = background;
const image = sharp("picture.jpg")
  .flatten({ background: { r, g, b } })
  .resize(size, size, { fit: fit === "stretch" ? "fill" : fit, background: { r, g, b } });
const pixels = await (channels === 1 ? image.greyscale() : image.toColourspace("srgb"))
  .raw()
  .toBuffer();
`;

const answer = `const best = probabilities.indexOf(Math.max(...probabilities));
console.log(about.classes[best], probabilities[best]);`;

const onnx: readonly Snippet[] = [
  {
    language: 'python',
    code: `# pip install onnxruntime pillow numpy
import onnxruntime as ort
${pythonImage}
session = ort.InferenceSession("model.onnx")
(probabilities,) = session.run(["probabilities"], {"images": load("picture.jpg")})[0]
${pythonAnswer}
`,
  },
  {
    language: 'node',
    code: `// npm install onnxruntime-node sharp
import { InferenceSession, Tensor } from "onnxruntime-node";
${nodeImage}
const session = await InferenceSession.create("model.onnx");
const images = new Tensor("uint8", pixels, [1, size, size, channels]);
const probabilities = [...(await session.run({ images })).probabilities.data];
${answer}
`,
  },
];

const tfjs = (loader: string): readonly Snippet[] => [
  {
    language: 'page',
    code: `// npm install @tensorflow/tfjs
// The page has <img id="picture">, and the export's files beside it.
import * as tf from "@tensorflow/tfjs";

const about = await (await fetch("pretext.json")).json();
const { size, channels, fit, background } = about.preprocessing;
const model = await ${loader}("model.json");

const picture = document.getElementById("picture");
const { naturalWidth: w, naturalHeight: h } = picture;
const scale = (fit === "contain" ? Math.min : Math.max)(size / w, size / h);
const [width, height] = fit === "stretch" ? [size, size] : [w * scale, h * scale];
const canvas = new OffscreenCanvas(size, size);
const context = canvas.getContext("2d");
context.fillStyle = "rgb(" + background + ")";
context.fillRect(0, 0, size, size);
context.drawImage(picture, (size - width) / 2, (size - height) / 2, width, height);

const probabilities = tf.tidy(() => {
  const shown = tf.browser.fromPixels(context.getImageData(0, 0, size, size), 3);
  const image = channels === 1 ? tf.image.rgbToGrayscale(shown) : shown;
  return [...model.predict(image.toFloat().expandDims(0)).dataSync()];
});
${answer}
`,
  },
];

const savedmodel: readonly Snippet[] = [
  {
    language: 'python',
    code: `# pip install tensorflow pillow numpy
import tensorflow as tf
${pythonImage}
model = tf.saved_model.load(".")
serve = model.signatures["serving_default"]
probabilities = serve(images=tf.constant(load("picture.jpg")))["probabilities"][0].numpy()
${pythonAnswer}
`,
  },
];

/**
 * @param loader what opens the file; older exports do not say, and all were LayersModels
 * @returns none for a format that has come since
 */
export function snippetsOf(format: string, loader: string | null): readonly Snippet[] {
  if (format === 'onnx') return onnx;
  // One of two words, whatever stands in a file that may be anybody's: this becomes code that people run.
  if (format === 'tfjs') {
    return tfjs(loader === 'tf.loadGraphModel' ? loader : 'tf.loadLayersModel');
  }
  return format === 'savedmodel' ? savedmodel : [];
}
