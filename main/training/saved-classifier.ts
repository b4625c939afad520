import type { SavedClassifier } from '../../shared/training.ts';
import type { ExportableModel } from '../learn/export/exporter.ts';
import { ImageClassifier, PixelClassifier } from '../learn/finetune/classifier.ts';
import type { Classifier } from '../learn/finetune/stages.ts';
import { encoders } from '../learn/models/registry.ts';
import { readWeights, writeWeights } from '../learn/pretrain/checkpoint.ts';
import { encoderNamed } from './names.ts';

export function saveClassifier(file: string, classifier: Classifier): void {
  writeWeights(
    file,
    classifier.stages.map(({ network }) => network),
    {},
  );
}

/** Builds a classifier again and reads its weights. Dispose of it when done. @throws {PretextError} `corrupt-file` */
export function loadClassifier(saved: SavedClassifier): ExportableModel {
  const { inputShape, classes } = saved;
  const classifier =
    saved.kind === 'pixels'
      ? new PixelClassifier(inputShape, classes.length)
      : new ImageClassifier(
          encoders[encoderNamed(saved.encoder)].build(inputShape),
          classes.length,
          0,
        );
  readWeights(
    saved.weights,
    classifier.stages.map(({ network }) => network),
  );
  return { stages: classifier.stages, inputShape, classes };
}
