import type { ViewRecipe } from './view.ts';

/** From this side on, pixels, blur leaves something to see. */
const blurFrom = 64;

/**
 * How a view of an image is made for methods of two views. Milder than SimCLR's recipe for ImageNet: at 28–96 pixels a crop of 8 % of the area
 * leaves nothing to recognize, and blur removes what little detail there is (arXiv 2002.05709, appendix B.9 drops it
 * at 32).
 *
 * @param side pixels
 */
export function contrastRecipe(side: number): ViewRecipe {
  return {
    geometry: { cropArea: [0.3, 1], aspect: 4 / 3, flip: 0.5, rotation: 10 },
    color: {
      brightness: 0.4,
      contrast: 0.4,
      saturation: 0.4,
      hue: 0.1,
      probability: 0.8,
      greyscale: 0.2,
    },
    ...(side < blurFrom ? {} : { blur: { sigma: [0.1, 2], kernel: 0.1, probability: 0.5 } }),
  };
}
