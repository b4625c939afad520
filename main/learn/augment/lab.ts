import { type Tensor, tf } from '../engine/tensorflow.ts';

/*
 * CIE L*a*b* of sRGB under its own white, D65 (IEC 61966-2-1; CIE 15:2004, section 8.2). L* is 0…100, lightness; a* and
 * b*, about −110…110, are colour alone: red against green, yellow against blue.
 */

/** Linear RGB → XYZ in shares of white, row for row. */
const toXyz = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
];
const toRgb = [
  [3.2404542 * 0.95047, -1.5371385, -0.4985314 * 1.08883],
  [-0.969266 * 0.95047, 1.8760108, 0.041556 * 1.08883],
  [0.0556434 * 0.95047, -0.2040259, 1.0572252 * 1.08883],
];
const delta = 6 / 29;

/** @param images sRGB, `[batch, height, width, 3]`, 0…1 @returns L*, a*, b*, of the same shape */
export function rgbToLab(images: Tensor): Tensor {
  const bright = images.add(0.055).div(1.055).pow(2.4);
  const linear = tf.where(images.lessEqual(0.04045), images.div(12.92), bright) as Tensor;
  const xyz = mix(linear, toXyz);
  const root = xyz.maximum(delta ** 3).pow(1 / 3);
  const line = xyz.div(3 * delta ** 2).add(4 / 29);
  const f = tf.where(xyz.greater(delta ** 3), root, line) as Tensor;
  return mix(f, [
    [0, 116, 0],
    [500, -500, 0],
    [0, 200, -200],
  ]).sub(tf.tensor1d([16, 0, 0])) as Tensor;
}

/** The way back; colours that sRGB does not have become the nearest values 0…1. */
export function labToRgb(lab: Tensor): Tensor {
  const f = mix(lab.add(tf.tensor1d([16, 0, 0])) as Tensor, [
    [1 / 116, 1 / 500, 0],
    [1 / 116, 0, 0],
    [1 / 116, 0, -1 / 200],
  ]);
  const line = f.sub(4 / 29).mul(3 * delta ** 2);
  const xyz = tf.where(f.greater(delta), f.pow(3), line) as Tensor;
  const linear = mix(xyz, toRgb).clipByValue(0, 1) as Tensor;
  const bright = linear
    .maximum(0.003)
    .pow(1 / 2.4)
    .mul(1.055)
    .sub(0.055);
  return tf.where(linear.lessEqual(0.0031308), linear.mul(12.92), bright) as Tensor;
}

/** Each pixel's three values mixed by a matrix, row for row of the result. */
function mix(pixels: Tensor, rows: readonly (readonly number[])[]): Tensor {
  const values = pixels.reshape([-1, 3]);
  const mixed = tf.matMul(values as never, tf.tensor2d(rows.flat(), [3, 3]), false, true);
  return mixed.reshape(pixels.shape) as Tensor;
}
