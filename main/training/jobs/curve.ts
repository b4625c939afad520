import { pickRows } from '../../learn/data/matrix.ts';
import { accuracyCurve } from '../../learn/finetune/accuracy-curve.ts';
import { standardizationOf, standardize } from '../../learn/finetune/standardize.ts';
import { errorCurve } from '../../learn/regress/error-curve.ts';
import { labelledRows, readEmbeddings } from '../embeddings-file.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';

export const curve: Job<'curve'> = async (spec, context) => {
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const { known, seed } = spec;
  const given = 'targets' in known ? known.targets : known.labels;
  const { rows, labels } = labelledRows(sampleIds, { ids: spec.sampleIds, labels: given });
  const labelled = pickRows(embeddings, rows);
  // Over all images, as the probe of a fine-tuning does.
  const features = standardize(labelled, standardizationOf(embeddings));
  const show = tenTimesASecond((share: number) => {
    context.send({ type: 'progress', stage: 'learning curve', share, ...noProgressNumbers });
  });
  const onProgress = async (share: number): Promise<void> => {
    show(share);
    await giveWay(context);
  };
  return 'targets' in known
    ? await errorCurve(features, Float32Array.from(labels), seed, onProgress)
    : await accuracyCurve(features, Int32Array.from(labels), known.classes, seed, onProgress);
};
