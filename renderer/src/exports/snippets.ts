/** Code that uses an export, complete: it reads `pretext.json` beside the model for all that differs. */
export interface Snippets {
  python: string;
  javascript: string;
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

/** As \`load\` above, in Node.js. */
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

const nodeAnswer = `const best = probabilities.indexOf(Math.max(...probabilities));
console.log(about.classes[best], probabilities[best]);`;

const onnx: Snippets = {
  python: `# pip install onnxruntime pillow numpy
import onnxruntime as ort
${pythonImage}
session = ort.InferenceSession("model.onnx")
(probabilities,) = session.run(["probabilities"], {"images": load("picture.jpg")})[0]
${pythonAnswer}
`,
  javascript: `// npm install onnxruntime-node sharp
import { InferenceSession, Tensor } from "onnxruntime-node";
${nodeImage}
const session = await InferenceSession.create("model.onnx");
const images = new Tensor("uint8", pixels, [1, size, size, channels]);
const probabilities = [...(await session.run({ images })).probabilities.data];
${nodeAnswer}
`,
};

const tfjs: Snippets = {
  python: `# pip install tensorflowjs pillow numpy
import tensorflowjs as tfjs
${pythonImage}
model = tfjs.converters.load_keras_model("model.json")
(probabilities,) = model.predict(load("picture.jpg").astype("float32"))
${pythonAnswer}
`,
  javascript: `// In a web page, with <img id="picture"> and the export's files on your server.
// npm install @tensorflow/tfjs
import * as tf from "@tensorflow/tfjs";

const about = await (await fetch("pretext.json")).json();
const { size, channels } = about.preprocessing;
const model = await tf.loadLayersModel("model.json");

const probabilities = tf.tidy(() => {
  const pixels = tf.browser.fromPixels(document.getElementById("picture"), 3);
  const image = tf.image.resizeBilinear(pixels.toFloat(), [size, size]);
  const shown = channels === 1 ? tf.image.rgbToGrayscale(image) : image;
  return [...model.predict(shown.expandDims(0)).dataSync()];
});
${nodeAnswer}
`,
};

const savedmodel: Snippets = {
  python: `# pip install tensorflow pillow numpy
import tensorflow as tf
${pythonImage}
model = tf.saved_model.load(".")
serve = model.signatures["serving_default"]
probabilities = serve(images=tf.constant(load("picture.jpg")))["probabilities"][0].numpy()
${pythonAnswer}
`,
  javascript: `// npm install @tensorflow/tfjs-node sharp
import * as tf from "@tensorflow/tfjs-node";
${nodeImage}
const model = await tf.node.loadSavedModel(".");
const images = tf.tensor4d(pixels, [1, size, size, channels], "int32");
const probabilities = [...model.predict({ images }).probabilities.dataSync()];
${nodeAnswer}
`,
};

const byFormat: Readonly<Record<string, Snippets>> = { onnx, tfjs, savedmodel };

/** Null for a format that has come since. */
export function snippetsOf(format: string): Snippets | null {
  return byFormat[format] ?? null;
}
