import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { directionSpread } from '../evaluate/embedding-health.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { supervisedContrast } from '../losses/supervised-contrast.ts';
import { shapeOf } from '../models/graph.ts';
import type { PretextTask } from './pretext-task.ts';
import { pick, takenFor } from './taken-for.ts';
import { halves, projectedEncoder } from './two-views.ts';
import { twoPieces } from './waveforms.ts';

/** τ: the paper's (section 4). */
const temperature = 0.1;
const projectionSize = 128;

/**
 * Which recording a clip comes from: two pieces of each clip, and pieces of other clips of the same file, must find each other among those of all other
 * files, by the loss for classes with files as the classes (Khosla et al. 2020, arXiv 2004.11362, eq. 2). That pieces of one file are of one speaker or place, and most
 * others of another, is how speakers are learnt without labels (Huh et al. 2020, arXiv 2007.12085, section 2; Jati, Georgiou 2019, arXiv 1802.07860).
 */
export const recording: PretextTask = {
  title: 'Which recording is it from?',
  kinds: ['audio'],
  question:
    'Which of these clips were cut from the same file? The model must hear who speaks, and where. Of a file that is one short clip, two pieces of it are compared.',
  paper: 'Khosla et al. 2020, arXiv 2004.11362, with recordings as its classes',
  comparesFiles: true,
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
  build(context) {
    const { spec } = context;
    const { graph } = context.encoder;
    const head = { hidden: shapeOf(graph, graph.output), size: projectionSize };
    const { encoder, projector, project } = projectedEncoder(context, head);
    return {
      encoder,
      networks: [encoder, projector],
      collapsedLoss: (batch) => Math.log(2 * batch - 1),
      loss(samples, random, training, fileOf) {
        const pieces = twoPieces(samples, random, spec);
        const files =
          fileOf ?? (tf.range(0, dimension(samples, 0), 1, 'int32') as unknown as Tensor);
        const { loss, accuracy } = supervisedContrast(
          project(pieces, training),
          tf.concat([files, files], 0) as Tensor,
          temperature,
        );
        return { loss, metrics: { recording_accuracy: accuracy } };
      },
      spread: (samples) => directionSpread(l2Normalize(project(samples, false))),
      guess(samples, random, fileOf) {
        const pieces = twoPieces(samples, random, spec);
        const [here, there] = halves(l2Normalize(project(pieces, false)));
        const [first, second] = halves(pieces);
        return [
          { caption: 'piece', images: first },
          takenFor(here, there, second, sameFile(fileOf)),
        ];
      },
    };
  },
  examples(samples, random, spec, fileOf) {
    const [first, second] = halves(twoPieces(samples, random, spec));
    const count = dimension(samples, 0);
    const isSame = sameFile(fileOf);
    const all = Array.from({ length: count }, (_, i) => i);
    // Those that come after a clip first, so that not all are shown beside the same one.
    const find = (i: number, isMeant: (other: number) => boolean): number | undefined =>
      all.map((step) => (i + 1 + step) % count).find(isMeant);
    const own = all.map((i) => find(i, (other) => other !== i && isSame(i, other)) ?? i);
    const strangers = all.flatMap((i) => find(i, (other) => !isSame(i, other)) ?? []);
    return [
      { caption: 'clip', images: first },
      { caption: 'same recording', images: pick(second, own) },
      ...(strangers.length === count
        ? [{ caption: 'another one', images: pick(second, strangers) }]
        : []),
    ];
  },
};

/** Whether two samples were cut from one file. @param fileOf each has its own when left out */
function sameFile(fileOf?: Int32Array): (one: number, other: number) => boolean {
  return (one, other) => one === other || (fileOf !== undefined && fileOf[one] === fileOf[other]);
}
