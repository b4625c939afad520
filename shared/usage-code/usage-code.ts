import type { DataKindName } from '../sample-spec.ts';
import { nodeAudio, pageAudio } from './javascript/audio.ts';
import { nodeImages, pageImages } from './javascript/images.ts';
import { nodeProgram, pageProgram } from './javascript/program.ts';
import type { JavascriptSamples } from './javascript/samples.ts';
import { nodeTables, pageTables } from './javascript/tables.ts';
import { nodeText, pageText } from './javascript/text.ts';
import { nodeVideo, pageVideo } from './javascript/video.ts';
import { modelInputNames } from './model-input-names.ts';
import { pythonAudio } from './python/audio.ts';
import { pythonImages } from './python/images.ts';
import { pythonProgram, pythonRuntimes } from './python/program.ts';
import type { PythonSamples } from './python/samples.ts';
import { pythonTables } from './python/tables.ts';
import { pythonText } from './python/text.ts';
import { pythonVideo } from './python/video.ts';

/** A program that uses an export: it lies beside it and reads `pretext.json` for all that differs. */
export interface UsageCode {
  language: 'python' | 'node' | 'page';
  /** What it is kept as, beside the export. */
  file: string;
  code: string;
}

/** What there is to know of an export to use it. */
export interface UsedExport {
  kind: DataKindName;
  format: string;
  /** What opens a TensorFlow.js model; older exports do not say, and all were LayersModels. */
  loader: string | null;
  /** Whether it gives a number in place of classes. */
  isNumber: boolean;
}

interface SamplesOfKind {
  python: PythonSamples;
  node: JavascriptSamples;
  page: JavascriptSamples;
}

/** Every kind of data, one line each. */
const kinds: Readonly<Record<DataKindName, SamplesOfKind>> = {
  images: { python: pythonImages, node: nodeImages, page: pageImages },
  text: { python: pythonText, node: nodeText, page: pageText },
  audio: { python: pythonAudio, node: nodeAudio, page: pageAudio },
  video: { python: pythonVideo, node: nodeVideo, page: pageVideo },
  tables: { python: pythonTables, node: nodeTables, page: pageTables },
};

const files = { python: 'use.py', node: 'use.mjs', page: 'use-in-page.js' } as const;

/** @returns none for a format that has come since */
export function usageCode({ kind, format, loader, isNumber }: UsedExport): readonly UsageCode[] {
  const samples = kinds[kind];
  const use = { input: modelInputNames[kind], isNumber };
  const usage = (language: UsageCode['language'], code: string): UsageCode => ({
    language,
    file: files[language],
    code,
  });
  const python = (name: keyof typeof pythonRuntimes): UsageCode =>
    usage(
      'python',
      pythonProgram(pythonRuntimes[name], { ...use, samples: samples.python }, files.python),
    );
  switch (format) {
    case 'onnx': {
      const node = nodeProgram({ ...use, samples: samples.node }, files.node);
      return [python('onnx'), usage('node', node)];
    }
    case 'tfjs': {
      // One of two words, whatever stands in a file that may be anybody's: this becomes code that people run.
      const opener = loader === 'tf.loadGraphModel' ? loader : 'tf.loadLayersModel';
      return [usage('page', pageProgram({ ...use, samples: samples.page }, opener))];
    }
    case 'savedmodel':
      return [python('savedmodel')];
    default:
      return [];
  }
}
