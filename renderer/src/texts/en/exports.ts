import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

export const exports = (s: SampleNouns) => {
  return {
    title: 'Export',
    lead: `Take your model with you. Each export is run beside the app’s own model on real ${s.many} before you get it.`,
    needModelTitle: 'There is no classifier yet',
    needModelText:
      'Fine-tune on your labels first. Then the model can leave the app, with all it needs.',
    needModelAction: 'Go to Results',

    newTitle: 'New export',
    formats: 'Formats',
    /** What each is for; a format without words here shows what its input is. */
    formatTexts: {
      onnx: {
        what: 'For most programs and servers',
        text: 'Runs in Python, C#, Java, C++ and JavaScript with ONNX Runtime, on nearly any machine. If unsure, take this.',
      },
      tfjs: {
        what: 'For web pages and Node.js',
        text: `Runs in the browser itself with TensorFlow.js: ${s.many} never leave the visitor’s machine.`,
      },
      savedmodel: {
        what: 'For TensorFlow',
        text: 'TensorFlow’s own format, for Python, TensorFlow Serving and conversion to mobile devices.',
      },
    } as Readonly<Record<string, { what: string; text: string } | undefined>>,
    run: 'Run',
    runOf: (run: number, title: string) => `Run ${run}: ${title}`,
    kind: 'Classifier',
    kindOf: (name: string, accuracy: string) => `${name}, ${accuracy}`,
    recommended: (name: string) => `${name} (recommended)`,
    destination: 'Destination',
    inProject: 'In the project’s folder',
    inProjectDownload: 'In the project; download it from here',
    chooseFolder: 'Choose a folder…',
    start: (formats: number) => (formats === 1 ? 'Export' : `Export ${formats} formats`),
    startNone: 'Choose a format',
    progress: 'Exporting and verifying',

    listTitle: 'Exports',
    noneTitle: 'No exports yet',
    noneText:
      'Choose a format above. The model, its labels, its preprocessing and a model card come together.',
    missing: 'Files are gone',
    missingText: 'Its files were moved or deleted. Export again.',
    verified: 'Verified',
    details: 'Model card and use',
    download: 'Download',
    downloadOf: (title: string) => `Download ${title}`,
    reveal: 'Open folder',
    drag: (title: string) => `${title}: can be dragged out of the window as a zip file`,
    zipName: (title: string, run: number) => `${title} run ${run}.zip`,

    difference: {
      same: (samples: string) =>
        `It gave exactly the same probabilities as the app’s own model on ${counted(samples, `real ${s.one}`)}.`,
      close: (samples: string, percent: string) =>
        `On ${counted(samples, `real ${s.one}`)}, no probability differed from the app’s own model by more than ${percent}: rounding, nothing else.`,
      far: (samples: string, percent: string) =>
        `On ${counted(samples, `real ${s.one}`)}, a probability differed from the app’s own model by up to ${percent}.`,
      short: (percent: string) => `differs by ${percent} at most`,
      shortSame: 'no difference at all',
    },

    tabs: { card: 'Model card', use: 'Use it', files: 'Files' },
    views: 'What there is to know',
    languages: {
      python: 'Python',
      node: 'JavaScript in Node.js',
      page: 'JavaScript in a web page',
    },
    copy: 'Copy',
    copied: 'Copied.',
    copyCode: (language: string) => `Copy the ${language} code`,
    useText:
      'Each is a whole program that lies beside the export’s files (older exports lack it: save it there under its name). It prepares your files as the app does; where it cannot, and what to install, stands at its top.',
    useNone: (format: string) =>
      `There is no code for ${s.many} in this format (${format}). The model card says what goes in and what comes out.`,
    codeTitle: (language: string, file: string) => `${language}: ${file}`,
    file: 'File',
    size: 'Size',
    where: 'On this machine',
  };
};
