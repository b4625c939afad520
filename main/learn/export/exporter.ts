import type { SampleSpec } from '../../../shared/sample-spec.ts';
import type { Matrix } from '../data/matrix.ts';
import type { FedSamples } from '../data/sample-source.ts';
import type { Classifier } from '../finetune/stages.ts';

/** A classifier with what a stranger must know to use it. */
export interface ExportableModel extends Classifier {
  /** What it takes. */
  spec: SampleSpec;
  /** Names of the classes, in the order of the outputs. */
  classes: readonly string[];
}

/** Runs a loaded export. @param samples `[count, …]`, as `readSamples` gives them @returns `[count, classes]` */
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
