import { specOfKind } from '../../../shared/sample-spec.ts';
import { randomColor } from '../augment/color.ts';
import { randomView } from '../augment/view.ts';
import type { DataKind } from './data-kind.ts';
import { images, recipeOf } from './images.ts';

/**
 * Clips: their frames as channels of one picture, so that a view is the same place, turn and light in all of them. Not mirrored: that would
 * make a movement to the left one to the right.
 */
export const video: DataKind = {
  ...images,
  view(clips, name, random, spec) {
    const { channels } = specOfKind(spec, 'video');
    const { geometry, color, ...more } = recipeOf(name, spec);
    const view = randomView(clips, { ...more, geometry: { ...geometry, flip: 0 } }, random);
    if (color === undefined) return view;
    // Frames side by side: one change of colour for the whole clip.
    const [batch = 0, height = 0, , values = 0] = clips.shape;
    const beside = view.reshape([batch, height, -1, channels]);
    return randomColor(beside, color, random).reshape([batch, height, -1, values]);
  },
};
