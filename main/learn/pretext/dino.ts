import { contrastRecipe } from '../augment/contrast-recipe.ts';
import { randomView, type ViewRecipe } from '../augment/view.ts';
import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { dinoLoss, teacherAnswer } from '../losses/dino.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import { GraphBuilder, graphInput } from '../models/graph.ts';
import { cosineMomentum, followerOf } from '../models/moving-average.ts';
import { Network } from '../models/network.ts';
import { RunningMean } from '../models/running-mean.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { PretextTask } from './pretext-task.ts';
import {
  joined,
  matchViews,
  type ProjectedEncoder,
  projectedEncoder,
  sideOf,
} from './two-views.ts';

/** The paper's head is 2,048, 2,048, 256 for 384–2,048 features, and its 65,536 outputs are for ImageNet. */
const hiddenSize = 512;
const bottleneckSize = 128;
const outputSize = 1024;
/** Section 3.1; the teacher's is where the paper's warm-up begins, and stays: short runs are all beginning. */
const temperatures = { student: 0.1, teacher: 0.04 };
/** m of equation 4. */
const centreMomentum = 0.9;
/** See BYOL's: the paper's 0.996 is for hundreds of passes. */
const startMomentum = 0.99;
/** Smaller views of parts; the paper has 8 of 96 pixels beside two of 224. */
const localViews = 2;
const localScale = 0.5;
const localCropArea = [0.15, 0.4] as const;

/** Parts of an image, enlarged to its size. */
function partRecipe(side: number): ViewRecipe {
  const { blur: _, ...recipe } = contrastRecipe(side);
  return { ...recipe, geometry: { ...recipe.geometry, cropArea: localCropArea } };
}

/**
 * Parts as the student sees them, at half the image's side: as much work as half a view, all of them together. An encoder whose tokens
 * have places of their own takes one size alone, and sees parts enlarged to it, where the paper interpolates the places.
 */
function localRecipe({ graph, tokens }: EncoderGraph): ViewRecipe {
  const recipe = partRecipe(sideOf(graph));
  if (tokens !== undefined) return recipe;
  return { ...recipe, geometry: { ...recipe.geometry, scale: localScale } };
}

/**
 * DINO: a student that sees whole views and parts must give the answers of a teacher that sees whole views, its own
 * moving average (Caron et al. 2021, arXiv 2104.14294, algorithm 1, with the multi-crop of section 3.1).
 */
export const dino: PretextTask = {
  title: 'Learn from a teacher of its own',
  kinds: ['images'],
  question:
    'To which of many groups would a steadier teacher put this picture, when only a part of it is to be seen? Student and teacher make up the groups themselves.',
  paper: 'Caron et al. 2021, arXiv 2104.14294',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 0.04, batchSize: 128 },
  build(context) {
    const head = { hidden: [hiddenSize, hiddenSize], size: bottleneckSize };
    const { encoder, projector, project } = projectedEncoder(context, head);
    const last = new GraphBuilder([bottleneckSize]);
    last.add('dense', 'outputs', [graphInput], { units: outputSize, bias: false });
    const prototypes = new Network('prototypes', last.build(), context.seed);
    const online = [encoder, projector, prototypes] as const;
    const targets = [
      followerOf(encoder, 'teacher_encoder'),
      followerOf(projector, 'teacher_projector'),
      followerOf(prototypes, 'teacher_prototypes'),
    ] as const;
    const student = answerer(...online);
    const teacher = answerer(...targets);
    const centre = new RunningMean('centre', outputSize, centreMomentum);
    const [recipe, local] = [contrastRecipe(sideOf(encoder.graph)), localRecipe(context.encoder)];
    return {
      encoder,
      networks: [...online, ...targets, centre],
      average: {
        followers: [
          { online: encoder, target: targets[0] },
          { online: projector, target: targets[1] },
          { online: prototypes, target: targets[2] },
        ],
        momentum: cosineMomentum(startMomentum),
      },
      loss(images, random, training) {
        const views = (count: number, how: ViewRecipe): Tensor => {
          const repeated = Array.from({ length: count }, () => images);
          return toNetworkRange(randomView(tf.concat(repeated, 0), how, random));
        };
        const apart = (answers: Tensor): Tensor[] =>
          tf.split(answers, dimension(answers, 0) / dimension(images, 0), 0);
        const whole = views(2, recipe);
        const parts = views(localViews, local);
        const seen = [whole, parts].flatMap((each) => apart(student(each, training)));
        const known = teacher(whole, training);
        // Before the loss, so that there is a centre in the first step; the paper's code starts with none.
        if (training) centre.add(known);
        return { loss: dinoLoss(seen, apart(known), centre.value, temperatures), metrics: {} };
      },
      spread: (images) => answerSpread(teacher(toNetworkRange(images), false), centre.value),
      guess: (images, random) => matchViews(images, random, context.spec, project),
    };
  },
  examples(images, random) {
    const side = Math.min(dimension(images, 1), dimension(images, 2));
    return [
      { caption: 'original', images },
      { caption: 'view', images: randomView(images, contrastRecipe(side), random) },
      { caption: 'part', images: randomView(images, partRecipe(side), random) },
    ];
  },
};

/** Cosines of an image's bottleneck with each prototype: the last layer is normalized (appendix C). */
function answerer(
  encoder: Network,
  projector: Network,
  prototypes: Network,
): ProjectedEncoder['project'] {
  const { project } = joined(encoder, projector);
  return (images, training) => {
    const bottleneck = l2Normalize(project(images, training));
    const kernel = prototypes.parameter(`${prototypes.name}/outputs/kernel`);
    const directions = l2Normalize(kernel.transpose());
    return tf.matMul(asRank2(bottleneck), asRank2(directions), false, true);
  };
}

/**
 * How much the teacher's answers say of the image: their divergence from their mean (0 both when all are one answer
 * and when all are undecided, the two collapses of section 5.3), over the most there can be.
 */
function answerSpread(outputs: Tensor, centre: Tensor): Tensor {
  const answers = teacherAnswer(outputs, centre, temperatures.teacher);
  const entropy = (p: Tensor): Tensor => p.mul(p.add(1e-12).log()).sum(-1).neg();
  const most = Math.log(Math.min(outputSize, dimension(outputs, 0)));
  return entropy(answers.mean(0)).sub(entropy(answers).mean()).div(most);
}
