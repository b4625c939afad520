/** Relative to the right side; labels change no more long before. */
const tolerance = 1e-8;
const maxIterations = 5000;

/**
 * Solves A x = b for a symmetric positive semi-definite A by conjugate gradients with Jacobi's preconditioner
 * (Saad 2003, Iterative Methods for Sparse Linear Systems, algorithm 9.1). When A is singular, b must be in its
 * range, and x is one of the solutions.
 *
 * @param times writes A x into its second argument
 * @param diagonal of A, `[n]`; where it is 0, x stays 0
 * @param b `[n]`
 */
export function conjugateGradient(
  times: (x: Float64Array, result: Float64Array) => void,
  diagonal: Float64Array,
  b: Float64Array,
): Float64Array {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const product = new Float64Array(b.length);
  const inverse = diagonal.map((each) => (each > 0 ? 1 / each : 0));
  const scaled = residual.map((each, i) => each * (inverse[i] ?? 0));
  const direction = scaled.slice();
  let gain = dot(residual, scaled);
  const enough = tolerance * Math.sqrt(dot(b, b));
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (Math.sqrt(dot(residual, residual)) <= enough) break;
    times(direction, product);
    const curvature = dot(direction, product);
    if (!(curvature > 0)) break; // rounding is all that is left
    const step = gain / curvature;
    for (let i = 0; i < x.length; i++) {
      x[i] = (x[i] ?? 0) + step * (direction[i] ?? 0);
      residual[i] = (residual[i] ?? 0) - step * (product[i] ?? 0);
      scaled[i] = (residual[i] ?? 0) * (inverse[i] ?? 0);
    }
    const next = dot(residual, scaled);
    const kept = next / gain;
    gain = next;
    for (let i = 0; i < x.length; i++) {
      direction[i] = (scaled[i] ?? 0) + kept * (direction[i] ?? 0);
    }
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
