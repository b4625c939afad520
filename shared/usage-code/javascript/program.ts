import type { JavascriptSamples } from './samples.ts';

interface Use {
  /** Name of the model's input. */
  input: string;
  isNumber: boolean;
  samples: JavascriptSamples;
}

const classSentence = `function sentence(name, answer) {
  const probability = Math.max(...answer);
  const label = about.classes[answer.indexOf(probability)];
  const isUnsure = probability < (about.unsure?.below ?? 0);
  return name + ": " + (isUnsure ? "unsure, perhaps " : "") + label + " " + probability.toFixed(4);
}`;

const numberSentence = `function sentence(name, [value]) {
  const text = (number) => String(Number(number.toPrecision(7)));
  if (!about.interval) return name + ": " + text(value); // it was tried on too few labels
  const { coverage, halfWidth } = about.interval;
  const within = text(value - halfWidth) + " to " + text(value + halfWidth);
  return name + ": " + text(value) + " (" + Math.round(100 * coverage) + "% within " + within + ")";
}`;

const sentenceOf = ({ isNumber }: Use): string => (isNumber ? numberSentence : classSentence);
const lines = (...texts: string[]): string => texts.filter((text) => text !== '').join('\n');

/** A whole program for Node.js and an ONNX model. @param file that it is kept as */
export function nodeProgram(use: Use, file: string): string {
  const { packages, example, notes, imports, type, shape, code } = use.samples;
  return `// npm install ${['onnxruntime-node', ...packages].join(' ')}
// node ${file} ${example}
//
// Lies beside pretext.json and the model, and reads what to do from there.
${lines(
  notes,
  'import { readFileSync } from "node:fs";',
  'import path from "node:path";',
  'import { InferenceSession, Tensor } from "onnxruntime-node";',
  imports,
)}

const here = (name) => path.join(import.meta.dirname, name);
const about = JSON.parse(readFileSync(here("pretext.json"), "utf8"));
const prep = about.preprocessing;
const session = await InferenceSession.create(here("model.onnx"));

${code}
async function answerTo(sample) {
  const ${use.input} = new Tensor("${type}", sample, [1, ...${shape}]);
  const [answer] = Object.values(await session.run({ ${use.input} }));
  return [...answer.data];
}

${sentenceOf(use)}

for (const file of process.argv.slice(2)) {
  for (const { name, sample } of await samplesOf(file)) {
    console.log(sentence(name, await answerTo(sample)));
  }
}
`;
}

/** A whole program for a web page and a TensorFlow.js model. @param loader what opens the model */
export function pageProgram(use: Use, loader: string): string {
  const { packages, notes, imports, type, shape, code } = use.samples;
  return `// npm install ${['@tensorflow/tfjs', ...packages].join(' ')}
// The page has <input type="file"> and <output>; pretext.json and the model's files lie beside it.
${lines(notes, 'import * as tf from "@tensorflow/tfjs";', imports)}

const about = await (await fetch("pretext.json")).json();
const prep = about.preprocessing;
const model = await ${loader}("./model.json"); // with ./, or its weights are looked for elsewhere

${code}
function answerTo(sample) {
  const shape = [1, ...${shape}];
  return tf.tidy(() => [...model.predict(tf.tensor(sample, shape, "${type === 'uint8' ? 'float32' : type}")).dataSync()]);
}

${sentenceOf(use)}

const input = document.querySelector("input");
async function tell() {
  for (const file of input.files) {
    for (const { name, sample } of await samplesOf(file)) {
      document.querySelector("output").append(sentence(name, answerTo(sample)), "\\n");
    }
  }
}
input.addEventListener("change", tell);
await tell(); // what was chosen while the model was loading
`;
}
