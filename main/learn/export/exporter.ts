import type { Matrix } from '../data/matrix.ts';
import type { Classifier } from '../finetune/stages.ts';

/** A classifier with what a stranger must know to use it. */
export interface ExportableModel extends Classifier {
  /** `[height, width, channels]` */
  inputShape: readonly [number, number, number];
  /** Names of the classes, in the order of the outputs. */
  classes: readonly string[];
}

/** Runs a loaded export. @param images uint8 `[count, height, width, channels]` @returns `[count, classes]` */
export type LoadedModel = {
  predict: (images: Uint8Array, count: number) => Promise<Matrix>;
  dispose: () => Promise<void>;
};

/** An export format: one file and one line in `registry.ts`. */
export interface Exporter {
  title: string;
  /** How the model takes an image, for the JSON file beside it. */
  input: string;
  /** The file that other programs open; others may lie beside it. */
  fileName: string;
  /** What opens the file, in the format's own runtime. */
  loader(model: Classifier): string;
  /** Writes the model; `file` ends with `fileName`. Pixels go in as they are, 0…255: scaling is inside. */
  write(model: ExportableModel, file: string): Promise<void>;
  /** Opens what `write` wrote, with the format's own runtime. @throws {PretextError} `corrupt-file` */
  load(file: string, inputShape: readonly number[]): Promise<LoadedModel>;
}
