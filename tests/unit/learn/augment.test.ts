import { expect, test } from 'vitest';
import { randomColor } from '../../../main/learn/augment/color.ts';
import { randomGeometry } from '../../../main/learn/augment/geometry.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { fourRotations } from '../../../main/learn/pretext/rotation.ts';
import { expectClose } from '../../support/close.ts';

const picture = tf.randomUniform([2, 8, 8, 3], 0, 1, 'float32', 4) as unknown as Tensor;
const still = { cropArea: [1, 1], aspect: 1, flip: 0, rotation: 0 } as const;
const noColor = { brightness: 0, contrast: 0, saturation: 0, hue: 0, probability: 1, greyscale: 0 };

test('geometry that changes nothing returns the image', () => {
  const same = randomGeometry(picture, still, new StepRandom(1, 1));
  expectClose(same, Array.from(picture.dataSync()), 1e-5);
});

test('a certain flip mirrors left and right', () => {
  const flipped = randomGeometry(picture, { ...still, flip: 1 }, new StepRandom(1, 1));
  expectClose(flipped, Array.from(picture.reverse(2).dataSync()), 1e-5);
});

test('a crop shows a part of the image, enlarged: values stay within it and vary less', () => {
  const crop = randomGeometry(picture, { ...still, cropArea: [0.2, 0.2] }, new StepRandom(1, 1));
  expect(crop.shape).toEqual(picture.shape);
  const spread = (x: Tensor): number => x.max().sub(x.min()).dataSync()[0] ?? 0;
  expect(spread(crop)).toBeLessThanOrEqual(spread(picture) + 1e-5);
  const roughness = (x: Tensor): number =>
    x
      .slice([0, 0, 1, 0], [2, 8, 7, 3])
      .sub(x.slice([0, 0, 0, 0], [2, 8, 7, 3]))
      .abs()
      .mean()
      .dataSync()[0] ?? 0;
  expect(roughness(crop)).toBeLessThan(roughness(picture));
});

test('colour that changes nothing returns the image; grey makes channels equal', () => {
  expectClose(
    randomColor(picture, noColor, new StepRandom(1, 1)),
    Array.from(picture.dataSync()),
    1e-4,
  );
  const grey = randomColor(picture, { ...noColor, greyscale: 1 }, new StepRandom(1, 1));
  const [r, g, b] = tf.split(grey as never, 3, 3) as unknown as [Tensor, Tensor, Tensor];
  expectClose(r, Array.from(g.dataSync()), 1e-4);
  expectClose(r, Array.from(b.dataSync()), 1e-4);
});

test('a turn of hue keeps greys and brightness', () => {
  const turned = randomColor(
    picture.mul(0.4).add(0.3),
    { ...noColor, hue: 0.1 },
    new StepRandom(1, 1),
  );
  const luma = (x: Tensor): Tensor => x.mul(tf.tensor1d([0.299, 0.587, 0.114])).sum(3);
  expectClose(luma(turned), Array.from(luma(picture.mul(0.4).add(0.3)).dataSync()), 5e-3);
});

test('four rotations: each a quarter turn of the one before, anticlockwise', () => {
  const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]) as unknown as Tensor;
  const turns = fourRotations(image).map((each) => Array.from(each.dataSync()));
  expect(turns).toEqual([
    [1, 2, 3, 4],
    [2, 4, 1, 3],
    [4, 3, 2, 1],
    [3, 1, 4, 2],
  ]);
});
