/**
 * Run as a process of its own: loads the engine and checks a convolution and its gradient
 * against numbers worked out by hand. Prints one JSON line; a crash of the native library
 * ends this process alone.
 */
import { tf } from '../tensorflow.ts';

// A 3×3 image of 1…9 and a 2×2 kernel of ones: each output is the sum of a 2×2 window.
const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
const kernel = tf.tensor4d([1, 1, 1, 1], [2, 2, 1, 1]);
const sums = await tf.conv2d(image, kernel, 1, 'valid').data();
// d(sum of outputs)/d(kernel[i, j]) is the sum of the pixels that weight touches.
const gradient = tf.grad((k) => tf.conv2d(image, k.as4D(2, 2, 1, 1), 1, 'valid').sum());
const slopes = await gradient(kernel).data();
const expected = [
  [12, 16, 24, 28],
  [12, 16, 24, 28],
];
const correct = [sums, slopes].every((values, which) =>
  Array.from(values).every((value, at) => Math.abs(value - (expected[which]?.[at] ?? NaN)) < 1e-4),
);
if (!correct) {
  console.error(`wrong numbers: convolution ${sums.join(' ')}, gradient ${slopes.join(' ')}`);
  process.exit(1);
}
console.log(JSON.stringify({ backend: tf.getBackend(), tfjs: tf.version['tfjs-core'] }));
process.exit(0);
