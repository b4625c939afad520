import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { blurReach, randomBlur } from '../../../main/learn/augment/blur.ts';
import { randomColor } from '../../../main/learn/augment/color.ts';
import { randomCutout } from '../../../main/learn/augment/cutout.ts';
import { randomGeometry } from '../../../main/learn/augment/geometry.ts';
import { randomSolarize } from '../../../main/learn/augment/solarize.ts';
import { randomView } from '../../../main/learn/augment/view.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { fourRotations } from '../../../main/learn/pretext/rotation.ts';
import { expectClose } from '../../support/close.ts';
import {
  drawn,
  flat,
  imagesOf,
  pixels,
  slowBlur,
  slowColor,
  slowGeometry,
} from '../../support/slow-augment.ts';

const picture = tf.randomUniform([2, 8, 8, 3], 0, 1, 'float32', 4) as unknown as Tensor;
const still = { cropArea: [1, 1], aspect: 1, flip: 0, rotation: 0 } as const;
const noColor = { brightness: 0, contrast: 0, saturation: 0, hue: 0, probability: 1, greyscale: 0 };

test('geometry that changes nothing returns the image', () => {
  const same = randomGeometry(picture, still, new StepRandom(1, 1));
  expectClose(same, Array.from(picture.dataSync()), 1e-5);
});

test('a view at half the side shows the whole image: as the mean of 2 × 2 pixels, which it lies between', () => {
  const half = randomGeometry(picture, { ...still, scale: 0.5 }, new StepRandom(1, 1));
  const means = tf.avgPool(picture as unknown as Tensor4D, 2, 2, 'valid');
  expect(half.shape).toEqual([2, 4, 4, 3]);
  expectClose(half, Array.from(means.dataSync()), 1e-5);
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

/** A batch of wide pictures, none alike. */
const count = 6;
const pictures = tf.randomUniform([count, 9, 12, 3], 0, 1, 'float32', 5) as unknown as Tensor;
const each = Array.from({ length: count }, (_, i) => i);
const random = (): StepRandom => new StepRandom(3, 7);
const pick = (values: readonly number[], i: number): number => values[i] ?? Number.NaN;

test('crop, flips, rotation and shear equal the slow reference, edges included', () => {
  const options = {
    cropArea: [0.4, 1.4],
    aspect: 1.5,
    flip: 0.5,
    verticalFlip: 0.5,
    rotation: 40,
    shear: 20,
  } as const;
  const r = random();
  const area = drawn(r, count, 0.4, 1.4);
  const aspect = drawn(r, count, -Math.log(1.5), Math.log(1.5)).map(Math.exp);
  const across = drawn(r, count, -0.5, 0.5);
  const down = drawn(r, count, -0.5, 0.5);
  const mirror = drawn(r, count);
  const angle = drawn(r, count, (-40 * Math.PI) / 180, (40 * Math.PI) / 180);
  const upset = drawn(r, count);
  const lean = drawn(r, count, (-20 * Math.PI) / 180, (20 * Math.PI) / 180);
  const expected = imagesOf(pictures).map((image, i) => {
    const widest = Math.sqrt(1.4);
    const scaleX = Math.min(widest, Math.sqrt(pick(area, i) * pick(aspect, i)));
    const scaleY = Math.min(widest, Math.sqrt(pick(area, i) / pick(aspect, i)));
    return slowGeometry(image, {
      scaleX,
      scaleY,
      shiftX: pick(across, i) * (1 - scaleX) * image.width,
      shiftY: pick(down, i) * (1 - scaleY) * image.height,
      mirror: pick(mirror, i) < 0.5,
      upset: pick(upset, i) < 0.5,
      angle: pick(angle, i),
      lean: pick(lean, i),
    });
  });
  expectClose(randomGeometry(pictures, options, random()), flat(expected), 2e-4);
});

test('colour jitter, hue and grey equal the slow reference', () => {
  const options = {
    brightness: 0.4,
    contrast: 0.4,
    saturation: 0.4,
    hue: 0.1,
    probability: 0.6,
    greyscale: 0.4,
  };
  const r = random();
  const apply = drawn(r, count).map((value) => (value < 0.6 ? 1 : 0));
  const [brightness, contrast, saturation] = [0, 1, 2].map(() => drawn(r, count, -0.4, 0.4)) as [
    number[],
    number[],
    number[],
  ];
  const hue = drawn(r, count, -0.1, 0.1);
  const grey = drawn(r, count);
  const expected = imagesOf(pictures).map((image, i) =>
    slowColor(image, {
      brightness: 1 + pick(brightness, i) * pick(apply, i),
      contrast: 1 + pick(contrast, i) * pick(apply, i),
      saturation: 1 + pick(saturation, i) * pick(apply, i),
      hue: pick(hue, i) * pick(apply, i) * 2 * Math.PI,
      grey: pick(grey, i) < 0.4,
    }),
  );
  expectClose(randomColor(pictures, options, random()), flat(expected), 1e-3);
});

test('blur equals the slow reference, each image with its own deviation', () => {
  const options = { sigma: [0.3, 2], kernel: 0.55, probability: 0.7 } as const;
  expect(blurReach(9, options.kernel)).toBe(2);
  const r = random();
  const chosen = drawn(r, count);
  const sigma = drawn(r, count, 0.3, 2);
  const expected = imagesOf(pictures).map((image, i) =>
    pick(chosen, i) < 0.7 ? slowBlur(image, pick(sigma, i), 2) : image,
  );
  expect(new Set(chosen.map((value) => value < 0.7)).size).toBe(2);
  expectClose(randomBlur(pictures, options, random()), flat(expected), 1e-5);
});

test('solarize inverts what is bright, in the images chosen', () => {
  const chosen = drawn(random(), count);
  expect(new Set(chosen.map((value) => value < 0.5)).size).toBe(2);
  const expected = imagesOf(pictures).map((image, i) => ({
    ...image,
    values: image.values.map((x) => (pick(chosen, i) < 0.5 && x >= 0.6 ? 1 - x : x)),
  }));
  const solarized = randomSolarize(pictures, { threshold: 0.6, probability: 0.5 }, random());
  expectClose(solarized, flat(expected), 1e-6);
});

test('cutout blanks one square an image, also over the edge', () => {
  const r = random();
  const chosen = drawn(r, count);
  const top = drawn(r, count, 0, 9).map((value) => Math.floor(value) - 2);
  const left = drawn(r, count, 0, 12).map((value) => Math.floor(value) - 2);
  const expected = imagesOf(pictures).map((image, i) =>
    pixels(image, (y, x, channel) => {
      const [dy, dx] = [y - pick(top, i), x - pick(left, i)];
      const blank = pick(chosen, i) < 0.7 && dy >= 0 && dy < 4 && dx >= 0 && dx < 4;
      return blank ? 0.5 : (image.values[(y * image.width + x) * 3 + channel] ?? Number.NaN);
    }),
  );
  expect(each.some((i) => pick(top, i) < 0 || pick(left, i) < 0)).toBe(true);
  const cut = randomCutout(pictures, { size: 0.45, probability: 0.7 }, random());
  expectClose(cut, flat(expected), 1e-6);
});

test('a view draws anew each step and is the same for the same step, whatever the channels', () => {
  const recipe = {
    geometry: { cropArea: [0.5, 1], aspect: 1.2, flip: 0.5, rotation: 10 },
    color: { ...noColor, brightness: 0.4 },
    blur: { sigma: [0.1, 2], kernel: 0.3, probability: 0.5 },
    solarize: { threshold: 0.5, probability: 0.3 },
    cutout: { size: 0.3, probability: 0.5 },
  } as const;
  for (const channels of [1, 3]) {
    const images = pictures.slice([0, 0, 0, 0], [count, 9, 12, channels]) as Tensor;
    const view = (step: number): number[] =>
      Array.from(randomView(images, recipe, new StepRandom(1, step)).dataSync());
    expect(view(1)).toEqual(view(1));
    expect(view(1)).not.toEqual(view(2));
  }
});
