import type { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type BlurOptions, randomBlur } from './blur.ts';
import { type ColorOptions, randomColor } from './color.ts';
import { type CutoutOptions, randomCutout } from './cutout.ts';
import { type GeometryOptions, randomGeometry } from './geometry.ts';
import { randomSolarize, type SolarizeOptions } from './solarize.ts';

/** How a random view of an image is made; what is left out is not done. */
export interface ViewRecipe {
  geometry: GeometryOptions;
  color?: ColorOptions;
  blur?: BlurOptions;
  solarize?: SolarizeOptions;
  cutout?: CutoutOptions;
}

/**
 * A random view of each image of a batch, in the order of the papers' own code: crop and turn, colour, blur, solarize;
 * then cutout. A few operations for the whole batch, none an image.
 *
 * @param images `[batch, height, width, channels]`, values 0…1
 * @returns the same shape, but for the scale that the recipe's geometry asks for
 */
export function randomView(images: Tensor, recipe: ViewRecipe, random: StepRandom): Tensor {
  return tf.tidy(() => {
    const { geometry, color, blur, solarize, cutout } = recipe;
    let view = randomGeometry(images, geometry, random);
    if (color !== undefined) view = randomColor(view, color, random);
    if (blur !== undefined) view = randomBlur(view, blur, random);
    if (solarize !== undefined) view = randomSolarize(view, solarize, random);
    if (cutout !== undefined) view = randomCutout(view, cutout, random);
    return view;
  });
}
