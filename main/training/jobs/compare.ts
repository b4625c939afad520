import path from 'node:path';
import { type ClassifierKindName, classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import type { Matrix } from '../../learn/data/matrix.ts';
import { type CompareProgress, compareClassifiers } from '../../learn/finetune/compare.ts';
import { openImages, withImages } from '../images.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';
import { writeKeptLabels } from '../kept-labels-file.ts';
import { mutable } from '../mutable.ts';
import { encoderNamed } from '../names.ts';
import { saveClassifier } from '../saved-classifier.ts';
import { writeTestPredictions } from '../test-predictions-file.ts';

export const compare: Job<'compare'> = async (spec, context) =>
  await withImages(spec.images, async (pool) => {
    const test = spec.test && {
      source: openImages(spec.test.images),
      labels: Int32Array.from(spec.test.labels),
    };
    const kinds = classifierKindsFor(pool.spec.kind).filter(
      (kind) => spec.options.selfTraining || kind !== 'self_trained',
    );
    const show = tenTimesASecond(({ kind, step, steps, loss }: CompareProgress) => {
      const before = kinds.indexOf(kind);
      const share = (before + step / steps) / kinds.length;
      context.send({ type: 'progress', stage: kind, share, ...noProgressNumbers, step, loss });
    });
    const tested: Partial<Record<ClassifierKindName, Matrix>> = {};
    const models: Partial<Record<ClassifierKindName, string>> = {};
    try {
      const result = await compareClassifiers({
        encoder: encoderNamed(spec.encoder),
        weights: spec.weights,
        pool,
        labelled: Int32Array.from(spec.known.indices),
        labels: Int32Array.from(spec.known.labels),
        classes: spec.known.classes,
        takenBack: spec.takenBack,
        test,
        seed: spec.seed,
        kinds,
        regularization: spec.options,
        async onProgress(progress) {
          show(progress);
          await giveWay(context);
        },
        onTested(kind, probabilities) {
          tested[kind] = probabilities;
        },
        onKept(rounds) {
          writeKeptLabels(spec.modelDir, rounds, spec.sampleIds);
        },
        onTrained(kind, classifier) {
          const file = path.join(spec.modelDir, `${kind}.safetensors`);
          saveClassifier(file, classifier);
          models[kind] = file;
        },
      });
      if (spec.test !== null) writeTestPredictions(spec.modelDir, spec.test, tested);
      const { scores, best, lead, chosen, estimates, rounds, calibration, unsure } = result;
      return {
        scores: scores && mutable(scores),
        best,
        lead: mutable(lead),
        chosen,
        estimates: mutable(estimates),
        rounds,
        calibration: mutable(calibration),
        unsure: mutable(unsure),
        models,
      };
    } finally {
      test?.source.close();
    }
  });
