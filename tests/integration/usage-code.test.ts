import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, test } from 'vitest';
import type { ExportFormat } from '../../main/learn/export/registry.ts';
import { randomExports } from '../support/random-export.ts';
import { type UsageCase, type UsageCaseName, usageCases } from '../support/usage-cases.ts';
import {
  appTells,
  expectTold,
  hasPython,
  nodeTells,
  pythonTells,
  type Told,
} from '../support/usage-programs.ts';

/**
 * The programs that lie beside exports, run as they are, say what the app says. `PYTHON` names a Python with onnxruntime, numpy, pillow,
 * tokenizers, soundfile and soxr, and with tensorflow for SavedModels; what it lacks is skipped. Pages: `e2e/usage-page.test.ts`.
 */

const packages = ['numpy', 'PIL', 'tokenizers', 'soundfile', 'soxr'];
const noOnnx = !hasPython('onnxruntime', ...packages);
const noTensorflow = !hasPython('tensorflow', ...packages);
const formats = noTensorflow ? (['onnx'] as const) : (['onnx', 'savedmodel'] as const);

/** TensorFlow takes long to start, and what comes before it is the same as with ONNX. */
const withTensorflow: UsageCaseName[] = ['pictures in colour', 'texts', 'tables of numbers'];

describe.each(Object.keys(usageCases) as UsageCaseName[])('%s', (name) => {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  let tried: UsageCase;
  let exported: Record<string, string>;
  let ours: Told[];
  const dirOf = (format: ExportFormat): string => exported[format] ?? '';

  beforeAll(async () => {
    const data = path.join(dir, 'data');
    mkdirSync(data);
    tried = await usageCases[name](data);
    exported = await randomExports(dir, formats, tried.preprocessing, tried);
    ours = await appTells(dirOf('onnx'), tried.files);
  });

  test('use.mjs', () => {
    expectTold(nodeTells(dirOf('onnx'), tried.files), ours, tried.tolerance.node);
  });

  test.skipIf(noOnnx)('use.py with ONNX', () => {
    expectTold(pythonTells(dirOf('onnx'), tried.files), ours, tried.tolerance.python);
  });

  test.skipIf(noTensorflow || !withTensorflow.includes(name))('use.py with SavedModel', () => {
    expectTold(pythonTells(dirOf('savedmodel'), tried.files), ours, tried.tolerance.python);
  });
});
