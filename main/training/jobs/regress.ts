import path from 'node:path';
import { type RegressorKindName, regressorKindsFor } from '../../../shared/regressor-kinds.ts';
import { compareRegressors, type RegressionProgress } from '../../learn/regress/compare.ts';
import { openImages, withImages } from '../images.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';
import { mutable } from '../mutable.ts';
import { encoderNamed } from '../names.ts';
import { saveClassifier } from '../saved-classifier.ts';
import { writeTestValues } from '../test-values-file.ts';

export const regress: Job<'regress'> = async (spec, context) =>
  await withImages(spec.images, async (pool) => {
    const test = spec.test && {
      source: openImages(spec.test.images),
      targets: Float32Array.from(spec.test.targets),
    };
    const kinds = regressorKindsFor(pool.spec.kind);
    const show = tenTimesASecond(({ kind, step, steps, loss }: RegressionProgress) => {
      const share = (kinds.indexOf(kind) + step / steps) / kinds.length;
      context.send({ type: 'progress', stage: kind, share, ...noProgressNumbers, step, loss });
    });
    const tested: Partial<Record<RegressorKindName, Float32Array>> = {};
    const models: Partial<Record<RegressorKindName, string>> = {};
    try {
      const result = await compareRegressors({
        encoder: encoderNamed(spec.encoder),
        weights: spec.weights,
        pool,
        labelled: Int32Array.from(spec.known.indices),
        targets: Float32Array.from(spec.known.targets),
        test,
        seed: spec.seed,
        kinds,
        async onProgress(progress) {
          show(progress);
          await giveWay(context);
        },
        onTested(kind, values) {
          tested[kind] = values;
        },
        onTrained(kind, regressor) {
          const file = path.join(spec.modelDir, `${kind}.safetensors`);
          saveClassifier(file, regressor);
          models[kind] = file;
        },
      });
      if (spec.test !== null) writeTestValues(spec.modelDir, spec.test, tested);
      const { chosen, ...rest } = result;
      return { ...mutable(rest), chosen: { kind: chosen }, models };
    } finally {
      test?.source.close();
    }
  });
