import { packedLayout, type SampleSpec } from '../../../shared/sample-spec.ts';
import { contrastRecipe } from '../augment/contrast-recipe.ts';
import { randomView, type ViewRecipe } from '../augment/view.ts';
import { pixelsToUnit } from '../engine/bytes.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { DataKind, ViewName } from './data-kind.ts';

/**
 * Both nearer and further than the images themselves: with crops alone everything seen in training
 * is larger than what comes later, which costs two points with ten labels a class.
 */
const lesson: ViewRecipe = {
  geometry: { cropArea: [0.6, 1.3], aspect: 1.2, flip: 0.5, rotation: 10 },
  color: {
    brightness: 0.4,
    contrast: 0.4,
    saturation: 0.4,
    hue: 0.05,
    probability: 0.8,
    greyscale: 0,
  },
};

const views: Readonly<Record<Exclude<ViewName, 'contrast'>, ViewRecipe>> = {
  mild: { geometry: { cropArea: [0.7, 1], aspect: 1.1, flip: 0, rotation: 5 } },
  /** Crops and turns that leave what is shown, brightness and contrast. */
  common: {
    geometry: { cropArea: [0.5, 1], aspect: 1.2, flip: 0, rotation: 10 },
    color: {
      brightness: 0.3,
      contrast: 0.3,
      saturation: 0.3,
      hue: 0.05,
      probability: 1,
      greyscale: 0,
    },
  },
  lesson,
  /** Views that suit small images: weak ones shift and flip, strong ones are what fine-tuning sees, with a square blanked. */
  weak: { geometry: { cropArea: [0.9, 1.1], aspect: 1, flip: 0.5, rotation: 0 } },
  strong: { ...lesson, cutout: { size: 0.4, probability: 1 } },
};

/** Pictures, `[height, width, channels]`. */
export const images: DataKind = {
  toSamples: pixelsToUnit,
  toNetwork: toNetworkRange,
  view: (samples, name, random, spec) => randomView(samples, recipeOf(name, spec), random),
};

/** How far a view of a picture goes. */
export function recipeOf(name: ViewName, spec: SampleSpec): ViewRecipe {
  const [height = 0, width = 0] = packedLayout(spec).shape;
  return name === 'contrast' ? contrastRecipe(Math.min(height, width)) : views[name];
}
