import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { encodeSavedModel } from '../../../main/learn/engine/trace/proto.ts';
import type { ExportableModel } from '../../../main/learn/export/exporter.ts';
import { exporters, exportFormats } from '../../../main/learn/export/registry.ts';
import { exportVerified } from '../../../main/learn/export/verify.ts';
import { ImageClassifier, PixelClassifier } from '../../../main/learn/finetune/classifier.ts';
import { type EncoderName, encoders, encodersOf } from '../../../main/learn/models/registry.ts';
import { codesModel } from '../../support/codes-model.ts';
import { squares } from '../../support/image-source.ts';
import { barImages } from '../../support/images.ts';

const spec = squares(28);
const inputShape = [28, 28, 1] as const;
const classes = ['upright', 'lying', 'neither'];
const { source } = barImages(16);

/** A classifier whose running statistics and biases are not the trivial first ones. */
function model(encoder: EncoderName): ExportableModel {
  const classifier = new ImageClassifier(encoders[encoder].build(inputShape), classes.length, 1);
  for (const { name, variable } of classifier.encoder.parameters) {
    if (/(moving_mean|beta|bias)$/.test(name)) {
      variable.assign(tf.randomNormal(variable.shape, 0, 0.1, 'float32', 5) as never);
    } else if (/(moving_variance|gamma)$/.test(name)) {
      variable.assign(tf.randomUniform(variable.shape, 0.5, 1.5, 'float32', 5) as never);
    }
  }
  return { stages: classifier.stages, spec, classes };
}

const target = (format: (typeof exportFormats)[number]): string =>
  path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), exporters[format].fileName);

test.each(
  exportFormats.flatMap((format) =>
    encodersOf('images').map((encoder) => [format, encoder] as const),
  ),
)('%s export of %s gives the same probabilities', async (format, encoder) => {
  const difference = await exportVerified(model(encoder), format, target(format), source);
  expect(difference).toBeLessThan(1e-4);
  // Two runtimes never round alike: 0 would mean that one was not run. (TF.js runs on our own engine.)
  if (format === 'onnx') expect(difference).toBeGreaterThan(0);
});

test.each(exportFormats)(
  '%s export of a transformer whose patches reach over the edge gives the same probabilities',
  async (format) => {
    const shape = [30, 30, 1] as const;
    const classifier = new ImageClassifier(encoders['vit-tiny'].build(shape), classes.length, 1);
    const exportable = { stages: classifier.stages, spec: squares(30), classes };
    const difference = await exportVerified(
      exportable,
      format,
      target(format),
      barImages(4, 30).source,
    );
    expect(difference).toBeLessThan(1e-4);
  },
);

test.each(exportFormats)(
  '%s export of the pixel baseline gives the same probabilities',
  async (format) => {
    const pixels = new PixelClassifier(inputShape, classes.length);
    const exportable = { stages: pixels.stages, spec, classes };
    expect(await exportVerified(exportable, format, target(format), source)).toBeLessThan(1e-4);
  },
);

test.each(exportFormats.flatMap((format) => [[format, 28, 1] as const, [format, 70, 3] as const]))(
  '%s export of patch codes of %i pixels gives the same probabilities',
  async (format, side, channels) => {
    const codes = codesModel(side, channels);
    const difference = await exportVerified(codes.model, format, target(format), codes.images);
    expect(difference).toBeLessThan(1e-5);
  },
);

test.each(exportFormats)('a damaged %s file is refused by name', async (format) => {
  const file = target(format);
  await exporters[format].write(model('small-conv'), file);
  writeFileSync(file, readFileSync(file).subarray(0, 100));
  const load = exporters[format].load(file, spec);
  await expect(load).rejects.toMatchObject({ code: 'corrupt-file', path: file });
});

describe('a tfjs graph model', () => {
  type Json = {
    modelTopology: { node: { name: string; op: string }[]; library?: object };
    weightsManifest: { paths: string[]; weights: { shape: number[] }[] }[];
  };

  /** Writes one, and the same with something changed. */
  async function changed(change: (json: Json) => void): Promise<string> {
    const file = target('tfjs');
    await exporters.tfjs.write(codesModel(28, 1).model, file);
    const json = JSON.parse(readFileSync(file, 'utf8')) as Json;
    expect(json).toMatchObject({ format: 'graph-model' });
    change(json);
    writeFileSync(file, JSON.stringify(json));
    return file;
  }

  test.each<[string, (json: Json) => void]>([
    [
      'a foreign operation',
      ({ modelTopology: { node } }) => {
        const last = node.at(-2);
        if (last !== undefined) last.op = 'WriteFile';
      },
    ],
    [
      'weights of a lying size',
      ({ weightsManifest: [group] }) => {
        group?.weights[0]?.shape.push(1000);
      },
    ],
    [
      'another weights file',
      ({ weightsManifest: [group] }) => {
        if (group !== undefined) group.paths = ['../weights.bin'];
      },
    ],
    [
      'nodes out of order',
      ({ modelTopology: { node } }) => {
        node.reverse();
      },
    ],
    [
      'weights of as many bytes in another shape',
      ({ weightsManifest: [group] }) => {
        for (const weight of group?.weights ?? []) {
          if (weight.shape.length === 2) weight.shape.reverse().push(1);
        }
      },
    ],
    [
      'a node that is named as what objects inherit',
      ({ modelTopology: { node } }) => {
        const [first] = node;
        if (first !== undefined) first.name = '__proto__';
      },
    ],
    [
      'a node twice',
      ({ modelTopology: { node } }) => {
        node.push(...node.slice(-1));
      },
    ],
    [
      'a second input',
      ({ modelTopology: { node } }) => {
        node.push(...node.slice(0, 1).map((each) => ({ ...each, op: 'Placeholder', name: 'x' })));
      },
    ],
    [
      'functions of its own',
      ({ modelTopology }) => {
        modelTopology.library = { function: [] };
      },
    ],
  ])('with %s is refused by name, and nothing of it stays in memory', async (_, change) => {
    const file = await changed(change);
    const before = tf.memory().numTensors;
    const load = exporters.tfjs.load(file, spec);
    await expect(load).rejects.toMatchObject({ code: 'corrupt-file', path: file });
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 100))],
    ['gone', (file: string) => rmSync(file)],
  ])('whose weights file is %s is refused by name', async (_, damage) => {
    const file = await changed(() => undefined);
    damage(path.join(path.dirname(file), 'weights.bin'));
    const load = exporters.tfjs.load(file, spec);
    await expect(load).rejects.toMatchObject({ code: 'corrupt-file', path: file });
  });

  test('as it was written is loaded; what depends on constants alone was computed before', async () => {
    const file = await changed(({ modelTopology: { node } }) => {
      const operations = node.map(({ op }) => op);
      expect(operations).toContain('Conv2D');
      expect(operations).not.toContain('Fill');
    });
    const before = tf.memory().numTensors;
    const model = await exporters.tfjs.load(file, spec);
    await model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a tfjs model that names other files is refused: nothing outside its folder is read', async () => {
  const file = target('tfjs');
  await exporters.tfjs.write(model('small-conv'), file);
  const json = JSON.parse(readFileSync(file, 'utf8')) as { weightsManifest: { paths: string[] }[] };
  for (const group of json.weightsManifest) group.paths = ['../../etc/passwd'];
  writeFileSync(file, JSON.stringify(json));
  await expect(exporters.tfjs.load(file, spec)).rejects.toMatchObject({
    code: 'corrupt-file',
  });
});

test('a SavedModel with an operation that ours never have is not loaded', async () => {
  const file = target('savedmodel');
  const write = (op: string): void => {
    const node = { name: 'x', op, input: [], attr: {} };
    writeFileSync(file, encodeSavedModel([node], 'serve', '2.21.0'));
  };
  write('WriteFile');
  await expect(async () => await exporters.savedmodel.load(file, spec)).rejects.toMatchObject({
    code: 'corrupt-file',
    message: expect.stringContaining('it has the operation WriteFile') as string,
  });
  writeFileSync(file, 'no model at all');
  await expect(async () => await exporters.savedmodel.load(file, spec)).rejects.toMatchObject({
    code: 'corrupt-file',
    path: file,
  });
});
