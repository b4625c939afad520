import type { SampleSpec } from '../../../shared/sample-spec.ts';
import type { Matrix } from '../data/matrix.ts';
import type { FedSamples } from '../data/sample-source.ts';
import type { Tensor } from '../engine/tensorflow.ts';
import { type Classifier, logitsOf, probabilitiesOf } from '../finetune/stages.ts';

/** A classifier or a regressor with what a stranger must know to use it. */
export interface ExportableModel extends Classifier {
  /** What it takes. */
  spec: SampleSpec;
  /** Names of the classes, in the order of the outputs; none of a regressor. */
  classes: readonly string[];
}

/** What an export may answer: probabilities of its classes, or a number. */
export const answerNames = ['probabilities', 'value'] as const;
export type AnswerName = (typeof answerNames)[number];

/** Name of a model's output. */
export const answerNameOf = ({ classes }: Pick<ExportableModel, 'classes'>): AnswerName =>
  classes.length === 0 ? 'value' : 'probabilities';

/** Numbers that a model answers for a sample. */
export const answerSizeOf = ({ classes }: Pick<ExportableModel, 'classes'>): number =>
  Math.max(1, classes.length);

/** @param samples as networks take them @returns `[batch, classes]`, or of a regressor `[batch, 1]` */
export function answerOf(model: ExportableModel, samples: Tensor): Tensor {
  return answerNameOf(model) === 'value'
    ? logitsOf(model, samples, false)
    : probabilitiesOf(model, samples);
}

/** Runs a loaded export. @param samples `[count, …]`, as `readSamples` gives them @returns `[count, classes]`, or `[count, 1]` */
export type LoadedModel = {
  predict: (samples: FedSamples, count: number) => Promise<Matrix>;
  dispose: () => Promise<void>;
};

/** An export format: one file and one line in `registry.ts`. */
export interface Exporter {
  title: string;
  /** How the model takes a sample, for the JSON file beside it. */
  input(spec: SampleSpec): string;
  /** The file that other programs open; others may lie beside it. */
  fileName: string;
  /** What opens the file, in the format's own runtime. */
  loader(model: Classifier): string;
  /** Writes the model; `file` ends with `fileName`. Samples go in as they are packed, pixels as 0…255: scaling is inside. */
  write(model: ExportableModel, file: string): Promise<void>;
  /** Opens what `write` wrote, with the format's own runtime. @throws {PretextError} `corrupt-file` */
  load(file: string, spec: SampleSpec): Promise<LoadedModel>;
}
