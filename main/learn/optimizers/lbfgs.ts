/**
 * Minimizes a smooth function by limited-memory BFGS with backtracking line search
 * (Nocedal and Wright 2006, Numerical Optimization, algorithms 7.4, 7.5 and 3.1).
 *
 * @param evaluate the function's value and gradient at a point
 * @param start where to begin; not changed
 * @param options stops after `iterations`, at a gradient no longer than `tolerance`, or when a step
 *   lowers the value by no more than `relativeGain` of it
 * @returns the best point found
 */
export function lbfgs(
  evaluate: (point: Float64Array) => { value: number; gradient: Float64Array },
  start: Float64Array,
  options: { iterations: number; tolerance: number; relativeGain: number },
): Float64Array {
  const memory = 10;
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let point = Float64Array.from(start);
  let { value, gradient } = evaluate(point);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    if (Math.sqrt(dot(gradient, gradient)) <= options.tolerance) break;
    const direction = twoLoop(gradient, steps);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      // Rounding has spoilt the curvature pairs: begin again with the plain gradient.
      steps.length = 0;
      for (let i = 0; i < direction.length; i++) direction[i] = -(gradient[i] ?? 0);
      slope = dot(direction, gradient);
    }
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let next:
      | { point: Float64Array<ArrayBuffer>; value: number; gradient: Float64Array }
      | undefined;
    for (let tries = 0; tries < 25; tries++) {
      const trial = point.map((x, i) => x + length * (direction[i] ?? 0));
      const result = evaluate(trial);
      if (result.value <= value + 1e-4 * length * slope) {
        next = { point: trial, ...result };
        break;
      }
      length /= 2;
    }
    if (next === undefined) break; // no descent left within the arithmetic's precision
    const { point: reached, gradient: newGradient } = next;
    const from = point;
    const oldGradient = gradient;
    const s = reached.map((x, i) => x - (from[i] ?? 0));
    const y = Float64Array.from(newGradient, (g, i) => g - (oldGradient[i] ?? 0));
    const curvature = dot(s, y);
    if (curvature > 1e-12) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > memory) steps.shift();
    }
    const gain = value - next.value;
    point = reached;
    value = next.value;
    gradient = newGradient;
    if (gain <= options.relativeGain * Math.max(1, Math.abs(value))) break;
  }
  return point;
}

/** The L-BFGS direction, −H · gradient (algorithm 7.4). */
function twoLoop(
  gradient: Float64Array,
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const q = Float64Array.from(gradient);
  const alphas: number[] = [];
  for (const { s, y, rho } of [...steps].reverse()) {
    const alpha = rho * dot(s, q);
    alphas.push(alpha);
    addScaled(q, y, -alpha);
  }
  const last = steps.at(-1);
  const scale = last === undefined ? 1 : 1 / (last.rho * dot(last.y, last.y));
  for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? 0) * scale;
  for (const { s, y, rho } of steps) {
    const beta = rho * dot(y, q);
    addScaled(q, s, (alphas.pop() ?? 0) - beta);
  }
  return q.map((x) => -x);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + factor * (other[i] ?? 0);
}
