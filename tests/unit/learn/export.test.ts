import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImageSource } from '../../../main/learn/data/image-source.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { encodeSavedModel } from '../../../main/learn/engine/trace/proto.ts';
import type { ExportableModel } from '../../../main/learn/export/exporter.ts';
import { exporters, exportFormats } from '../../../main/learn/export/registry.ts';
import { exportVerified } from '../../../main/learn/export/verify.ts';
import {
  addPatchCodes,
  learnPatches,
  setPatchCodes,
} from '../../../main/learn/features/patch-codes.ts';
import { ImageClassifier, PixelClassifier } from '../../../main/learn/finetune/classifier.ts';
import { GraphBuilder } from '../../../main/learn/models/graph.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoderNames, encoders } from '../../../main/learn/models/registry.ts';
import { barImages, blotches } from '../../support/images.ts';

const inputShape = [28, 28, 1] as const;
const classes = ['upright', 'lying', 'neither'];
const { source } = barImages(16);

/** A classifier whose running statistics and biases are not the trivial first ones. */
function model(encoder: (typeof encoderNames)[number]): ExportableModel {
  const classifier = new ImageClassifier(encoders[encoder].build(inputShape), classes.length, 1);
  for (const { name, variable } of classifier.encoder.parameters) {
    if (/(moving_mean|beta|bias)$/.test(name)) {
      variable.assign(tf.randomNormal(variable.shape, 0, 0.1, 'float32', 5) as never);
    } else if (/(moving_variance|gamma)$/.test(name)) {
      variable.assign(tf.randomUniform(variable.shape, 0.5, 1.5, 'float32', 5) as never);
    }
  }
  return { stages: classifier.stages, inputShape, classes };
}

const target = (format: (typeof exportFormats)[number]): string =>
  path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), exporters[format].fileName);

test.each(
  exportFormats.flatMap((format) => encoderNames.map((encoder) => [format, encoder] as const)),
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
    const exportable = { stages: classifier.stages, inputShape: shape, classes };
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
    const exportable = { stages: pixels.stages, inputShape, classes };
    expect(await exportVerified(exportable, format, target(format), source)).toBeLessThan(1e-4);
  },
);

/** A classifier of patch codes, with layers that a tfjs LayersModel has not, and pictures for it. */
function codesModel(
  side: number,
  channels: 1 | 3,
): { model: ExportableModel; images: ImageSource } {
  const images = blotches(40, channels, side);
  const dictionary = learnPatches(images, 1, 16);
  const shape = [side, side, channels] as const;
  const graph = new GraphBuilder(shape);
  const codes = addPatchCodes(graph, dictionary);
  const unit = graph.add('unitLength', 'unit', [codes], { length: 2 });
  const both = graph.add('concat', 'both', [codes, unit], {});
  const near = graph.add('dense', 'near', [both], { units: 9, bias: true });
  const shares = graph.add('softmax', 'shares', [near], {});
  graph.add('dense', 'logits', [shares], { units: classes.length, bias: false });
  const network = new Network('codes', graph.build(), 2);
  setPatchCodes(network, dictionary);
  const stages = [{ network, output: 'logits' }];
  return { model: { stages, inputShape: shape, classes }, images };
}

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
  const load = exporters[format].load(file, inputShape);
  await expect(load).rejects.toMatchObject({ code: 'corrupt-file', path: file });
});

describe('a tfjs graph model', () => {
  type Json = {
    modelTopology: { node: { name: string; op: string }[] };
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
  ])('with %s is refused by name', async (_, change) => {
    const file = await changed(change);
    const load = exporters.tfjs.load(file, inputShape);
    await expect(load).rejects.toMatchObject({ code: 'corrupt-file', path: file });
  });

  test('as it was written is loaded', async () => {
    const model = await exporters.tfjs.load(await changed(() => undefined), inputShape);
    await model.dispose();
  });
});

test('a tfjs model that names other files is refused: nothing outside its folder is read', async () => {
  const file = target('tfjs');
  await exporters.tfjs.write(model('small-conv'), file);
  const json = JSON.parse(readFileSync(file, 'utf8')) as { weightsManifest: { paths: string[] }[] };
  for (const group of json.weightsManifest) group.paths = ['../../etc/passwd'];
  writeFileSync(file, JSON.stringify(json));
  await expect(exporters.tfjs.load(file, inputShape)).rejects.toMatchObject({
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
  await expect(async () => await exporters.savedmodel.load(file, inputShape)).rejects.toMatchObject(
    {
      code: 'corrupt-file',
      message: expect.stringContaining('it has the operation WriteFile') as string,
    },
  );
  writeFileSync(file, 'no model at all');
  await expect(async () => await exporters.savedmodel.load(file, inputShape)).rejects.toMatchObject(
    {
      code: 'corrupt-file',
      path: file,
    },
  );
});
