/** P(right | features) = 1 / (1 + exp(−(bias + Σ weights · features))). */
export interface Logistic {
  weights: number[];
  bias: number;
}

const mostSteps = 50;

export function probabilityOf({ weights, bias }: Logistic, features: readonly number[]): number {
  const sum = weights.reduce((total, weight, i) => total + weight * (features[i] ?? 0), bias);
  return 1 / (1 + Math.exp(-sum));
}

/**
 * Logistic regression on a handful of features, by Newton's method (Hastie, Tibshirani, Friedman 2009, section 4.4.1): what turns a score into a probability
 * (Platt 1999, Probabilistic outputs for support vector machines).
 * @param penalty of half the squared weights, the bias left out: scikit-learn's 1 / C
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  penalty: number,
): Logistic {
  const width = (rows[0]?.length ?? 0) + 1;
  let parameters = new Array<number>(width).fill(0);
  for (let step = 0; step < mostSteps; step++) {
    const gradient = parameters.map((value, i) => (i + 1 < width ? penalty * value : 0));
    const hessian = gradient.map((_, i) =>
      gradient.map((_none, j) => (i === j && i + 1 < width ? penalty : 0)),
    );
    rows.forEach((row, at) => {
      const inputs = [...row, 1];
      const probability = probabilityOf(asLogistic(parameters), row);
      const error = probability - Number(labels[at] === true);
      // Where all is certain, a step would be endless.
      const slope = Math.max(probability * (1 - probability), 1e-9);
      inputs.forEach((a, i) => {
        gradient[i] = (gradient[i] ?? 0) + error * a;
        const into = hessian[i];
        if (into === undefined) return;
        inputs.forEach((other, j) => {
          into[j] = (into[j] ?? 0) + slope * a * other;
        });
      });
    });
    const change = solve(hessian, gradient);
    parameters = parameters.map((value, i) => value - (change[i] ?? 0));
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return asLogistic(parameters);
}

function asLogistic(parameters: readonly number[]): Logistic {
  return { weights: parameters.slice(0, -1), bias: parameters.at(-1) ?? 0 };
}

/** Gaussian elimination with the largest pivot first. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + below.indexOf(Math.max(...below));
    const [chosen, other] = [rows[pivot] ?? [], rows[column] ?? []];
    rows[column] = chosen;
    rows[pivot] = other;
    for (let row = 0; row < size; row++) {
      const own = rows[row];
      if (row === column || own === undefined) continue;
      const factor = (own[column] ?? 0) / (chosen[column] ?? 1);
      for (let j = column; j <= size; j++) own[j] = (own[j] ?? 0) - factor * (chosen[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}
