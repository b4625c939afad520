import { rmSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import type { PredictionIntervalRecord } from '../../../shared/training.ts';
import type { SkippedFile } from '../../ingest/types.ts';
import type { AlikePrediction } from '../predict.ts';
import type { AlikeNumberPrediction } from '../predict-numbers.ts';

interface ProjectModel {
  project: string;
  id: number;
}

interface PackedPredictions {
  /** The packed pictures, one row a prediction. */
  file: string;
  /** That made them. */
  model: ProjectModel;
  skipped: readonly SkippedFile[];
}

export interface ClassPredictions extends PackedPredictions {
  target: 'class';
  classes: readonly string[];
  predictions: readonly AlikePrediction[];
}

export interface NumberPredictions extends PackedPredictions {
  target: 'number';
  interval: PredictionIntervalRecord | null;
  predictions: readonly AlikeNumberPrediction[];
}

type PredictionList = ClassPredictions | NumberPredictions;

/** Lists kept; older ones make room. */
const kept = 10;

/** Predictions by the job that made them, with their pictures, until the app ends. */
export class PredictionLists {
  readonly #lists = new Map<string, PredictionList>();

  add(job: string, list: PredictionList): void {
    this.#lists.set(job, list);
    for (const old of [...this.#lists.keys()].slice(0, -kept)) this.#remove(old);
  }

  /** @throws {PretextError} `not-found` */
  get(job: string): PredictionList {
    const list = this.#lists.get(job);
    if (list !== undefined) return list;
    throw new PretextError('not-found', 'These predictions are no longer kept.', {
      remedy: 'Predict the files again.',
    });
  }

  /** @throws {PretextError} `not-found`; `bad-usage` where numbers were predicted */
  classes(job: string): ClassPredictions {
    const list = this.get(job);
    if (list.target === 'class') return list;
    throw new PretextError('bad-usage', 'These predictions are numbers.');
  }

  /** @throws {PretextError} `not-found`; `bad-usage` where classes were predicted */
  numbers(job: string): NumberPredictions {
    const list = this.get(job);
    if (list.target === 'number') return list;
    throw new PretextError('bad-usage', 'These predictions are classes.');
  }

  /** A model says "unsure" below another probability from now on: of what it has said, too. */
  setUnsure({ project, id }: ProjectModel, below: number): void {
    for (const [job, list] of this.#lists) {
      if (list.target === 'number') continue;
      if (list.model.project !== project || list.model.id !== id) continue;
      const predictions = list.predictions.map((each) => ({
        ...each,
        unsure: each.confidence < below,
      }));
      this.#lists.set(job, { ...list, predictions });
    }
  }

  close(): void {
    for (const job of [...this.#lists.keys()]) this.#remove(job);
  }

  #remove(job: string): void {
    const list = this.#lists.get(job);
    this.#lists.delete(job);
    if (list !== undefined) rmSync(path.dirname(list.file), { recursive: true, force: true });
  }
}
