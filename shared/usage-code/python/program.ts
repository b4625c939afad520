import type { PythonSamples } from './samples.ts';

/** What runs a model in Python: its package, and a function `answer_to(sample)`. */
interface Runtime {
  package: string;
  imports: string;
  code(input: string): string;
}

/** By the format of the export. */
export const pythonRuntimes = {
  onnx: {
    package: 'onnxruntime',
    imports: 'import onnxruntime',
    code: (input) => `session = onnxruntime.InferenceSession(here / "model.onnx")


def answer_to(sample):
    return session.run(None, {"${input}": sample[np.newaxis]})[0][0]
`,
  },
  savedmodel: {
    package: 'tensorflow',
    imports: 'import tensorflow as tf',
    code: (input) => `serve = tf.saved_model.load(here).signatures["serving_default"]


def answer_to(sample):
    (answer,) = serve(${input}=tf.constant(sample[np.newaxis])).values()
    return answer[0].numpy()
`,
  },
} satisfies Record<string, Runtime>;

const classSentence = `def sentence(name, answer):
    best = int(np.argmax(answer))
    label, probability = about["classes"][best], float(answer[best])
    is_unsure = probability < about.get("unsure", {"below": 0})["below"]
    return f"{name}: {'unsure, perhaps ' if is_unsure else ''}{label} {probability:.4f}"
`;

const numberSentence = `def sentence(name, answer):
    value, interval = float(answer[0]), about.get("interval")
    if interval is None:  # it was tried on too few labels
        return f"{name}: {value:.7g}"
    low, high = value - interval["halfWidth"], value + interval["halfWidth"]
    return f"{name}: {value:.7g} ({interval['coverage']:.0%} within {low:.7g} to {high:.7g})"
`;

/** A whole program. @param input name of the model's input @param file that it is kept as */
export function pythonProgram(
  runtime: Runtime,
  { input, isNumber, samples }: { input: string; isNumber: boolean; samples: PythonSamples },
  file: string,
): string {
  const packages = [runtime.package, 'numpy', ...samples.packages].join(' ');
  const standard = ['import json', 'import sys', 'from pathlib import Path', ...samples.standard]
    .sort()
    .sort((a, b) => Number(a.startsWith('from')) - Number(b.startsWith('from')));
  const imports = [...samples.imports.split('\n'), runtime.imports, 'import numpy as np']
    .filter((line) => line !== '')
    .sort();
  return `# pip install ${packages}
# python ${file} ${samples.example}
#
# Lies beside pretext.json and the model, and reads what to do from there.
${samples.notes}
${standard.join('\n')}

${imports.join('\n')}

here = Path(__file__).resolve().parent
about = json.loads((here / "pretext.json").read_text(encoding="utf-8"))
prep = about["preprocessing"]


${samples.code}

${runtime.code(input)}

${isNumber ? numberSentence : classSentence}

for path in sys.argv[1:] or sys.exit("Name files, as: python ${file} ${samples.example}"):
    for name, sample in samples_of(Path(path)):
        print(sentence(name, answer_to(sample)))
`;
}
