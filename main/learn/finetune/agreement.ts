import { argMaxRows } from '../data/matrix.ts';
import { type SampleSource, subset } from '../data/sample-source.ts';
import { cohensKappa } from '../evaluate/kappa.ts';
import { mapSamples } from './embed.ts';
import { propagated } from './propagate-labels.ts';
import { type OnScratchStep, scratchOnAll } from './scratch-network.ts';
import { disposeClassifier, logitsOf } from './stages.ts';
import type { Workbench } from './workbench.ts';

const once = 'agrees little';

/** Samples that agreement is looked at on, at most. */
const looked = 2000;

/**
 * Agreement (Cohen's κ) up to which propagation is not trusted: with one label a class, and with five and more. Of photographs of clothes, where propagation is far better, it was 0.44
 * to 0.55 and 0.68 to 0.79; of drawings, where the network from scratch is as good, 0.19 to 0.47 and 0.42 to 0.58 (docs/decisions/0040).
 */
const little = { one: 0.35, several: 0.62 };
const several = 5;

/** The bound with so many labels a class in the mean: both kinds grow better, and so agree more, about as the logarithm. */
export function littleAgreement(labelsPerClass: number): number {
  const grown = Math.log(Math.max(1, labelsPerClass)) / Math.log(several);
  return little.one + (little.several - little.one) * Math.min(1, grown);
}

/**
 * Whether propagation and the network from scratch agree too little about the pool for propagation to be trusted. Asked of pictures alone: of tables, recordings and
 * clips with a handful of labels it was the network that was wrong where they did not agree (docs/decisions/0043). Who err each in a way of their own agree as often as
 * they are right (Platanios, Blum, Mitchell 2014, Estimating Accuracy from Unlabeled Data), so that it can be told without labels.
 */
export async function agreesLittle(bench: Workbench, onStep?: OnScratchStep): Promise<boolean> {
  if (bench.pool.images.spec.kind !== 'images') return false;
  return await bench.once(once, async () => {
    const scratch = await scratchOnAll(bench, onStep);
    try {
      const { rows } = await bench.neighbourhood();
      const said = argMaxRows(await propagated(bench));
      const step = Math.max(1, Math.ceil(rows.length / looked));
      const places = Array.from(rows.keys()).filter((at) => at % step === 0);
      const samples: SampleSource = subset(
        bench.pool.images,
        places.map((at) => rows[at] ?? 0),
      );
      const logits = await mapSamples(samples, (images) => logitsOf(scratch, images, false));
      const kappa = cohensKappa(
        Int32Array.from(places, (at) => said[at] ?? 0),
        argMaxRows(logits),
      );
      return kappa <= littleAgreement(bench.labels.length / bench.classes);
    } finally {
      disposeClassifier(scratch);
    }
  });
}

/** What all labels say of it is taken to hold for a part of them: another network from scratch takes minutes. */
export async function agreesAlike(part: Workbench, whole: Workbench): Promise<void> {
  const agrees = await agreesLittle(whole);
  await part.once(once, () => Promise.resolve(agrees));
}
