import { z } from 'zod';
import { messageOf, PretextError } from '../../shared/errors.ts';
import { packedLayout } from '../../shared/sample-spec.ts';
import type { SavedClassifier } from '../../shared/training.ts';
import { readSafetensors } from '../files/safetensors.ts';
import type { ExportableModel } from '../learn/export/exporter.ts';
import { ImageClassifier, PixelClassifier } from '../learn/finetune/classifier.ts';
import type { Classifier, Stage } from '../learn/finetune/stages.ts';
import { type Graph, kindOf, shapeOf } from '../learn/models/graph.ts';
import { graphOfRecord, graphRecordSchema, recordOf } from '../learn/models/graph-record.ts';
import { Network } from '../learn/models/network.ts';
import { encoderFor } from '../learn/models/registry.ts';
import { readWeights, writeWeights } from '../learn/pretrain/checkpoint.ts';
import { encoderNamed } from './names.ts';

const stagesSchema = z.array(
  z.strictObject({ name: z.string(), output: z.string(), graph: graphRecordSchema }),
);

/** Writes a classifier's weights, and its networks' graphs beside them. */
export function saveClassifier(file: string, { stages }: Classifier): void {
  const networks = stages.map(({ network }) => network);
  const records = stages.map(({ network: { name, graph }, output }) => ({
    name,
    output,
    graph: recordOf(graph),
  }));
  writeWeights(file, networks, { stages: JSON.stringify(records) });
}

/** Builds a classifier again and reads its weights. Dispose of it when done. @throws {PretextError} `corrupt-file` */
export function loadClassifier(saved: SavedClassifier): ExportableModel {
  const stages = stagesIn(saved.weights) ?? stagesOfEarlierFile(saved);
  readWeights(
    saved.weights,
    stages.map(({ network }) => network),
  );
  return { stages, spec: saved.spec, classes: saved.classes };
}

function stagesIn(file: string): Stage[] | null {
  const { tensors, metadata } = readSafetensors(file);
  const text = metadata['stages'];
  if (text === undefined) return null;
  try {
    const records = stagesSchema.parse(JSON.parse(text)).map(({ name, output, graph }) => {
      const built = graphOfRecord(graph);
      shapeOf(built, output);
      return { name, output, graph: built };
    });
    // Nothing is made that the file has no values for.
    for (const { name, graph } of records) {
      for (const { parameter, shape } of parametersOf(graph)) {
        const tensor = tensors.get(`parameters/${name}/${parameter}`);
        if (tensor?.shape.join() !== shape.join()) throw new RangeError(`${parameter} is missing`);
      }
    }
    return records.map(({ name, output, graph }) => ({
      network: new Network(name, graph, 0),
      output,
    }));
  } catch (error) {
    throw new PretextError('corrupt-file', `${file} holds no classifier: ${messageOf(error)}`, {
      path: file,
      remedy: 'Fine-tune again.',
      cause: error,
    });
  }
}

function parametersOf(graph: Graph): { parameter: string; shape: readonly number[] }[] {
  return graph.nodes.flatMap((node) =>
    kindOf(node)
      .parameters(
        node.config,
        node.inputs.map((input) => shapeOf(graph, input)),
      )
      .map(({ name, shape }) => ({ parameter: `${node.name}/${name}`, shape })),
  );
}

/** Files of earlier versions hold weights alone; there were two forms of classifier. */
function stagesOfEarlierFile({ kind, encoder, spec, classes }: SavedClassifier): Stage[] {
  const classifier =
    kind === 'pixels'
      ? new PixelClassifier(packedLayout(spec).shape, classes.length)
      : new ImageClassifier(encoderFor(encoderNamed(encoder), spec), classes.length, 0);
  return [...classifier.stages];
}
