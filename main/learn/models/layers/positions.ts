import { tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface PositionsConfig {
  /** The grid that the tokens lie on, row by row. */
  rows: number;
  columns: number;
  /** Codes are multiplied by it; 1 when left out. */
  scale?: number;
}

/** Longest wave of a position's code, in tokens over 2π (Vaswani et al. 2017, arXiv 1706.03762, section 3.5). */
const longest = 10_000;

/**
 * Adds to each token a fixed code of its place: sines and cosines, half of the features for the row and half for the
 * column (He et al. 2021, arXiv 2111.06377, appendix A.1). `[tokens, features]`, features a multiple of four.
 */
export const positions: LayerKind<PositionsConfig> = {
  outputShape({ rows, columns }, inputs) {
    const [tokens, features = 0] = only(inputs);
    if (tokens !== rows * columns || features % 4 !== 0) {
      throw new RangeError(`no codes for [${only(inputs).join(', ')}] on ${rows} × ${columns}`);
    }
    return only(inputs);
  },
  parameters: () => [],
  apply(config, inputs) {
    const x = only(inputs);
    const features = x.shape.at(-1) ?? 0;
    return x.add(
      tf.tensor(positionCodes(config, features), [config.rows * config.columns, features]),
    );
  },
};

/** The codes of all tokens, `[rows · columns, features]` end to end: sin and cos of the column, then of the row. */
export function positionCodes(
  { rows, columns, scale = 1 }: PositionsConfig,
  features: number,
): Float32Array {
  const waves = features / 4;
  const codes = new Float32Array(rows * columns * features);
  for (let token = 0; token < rows * columns; token++) {
    const place = [token % columns, Math.floor(token / columns)];
    for (const [axis, at] of place.entries()) {
      for (let wave = 0; wave < waves; wave++) {
        const angle = at / longest ** (wave / waves);
        const start = token * features + axis * 2 * waves;
        codes[start + wave] = scale * Math.sin(angle);
        codes[start + waves + wave] = scale * Math.cos(angle);
      }
    }
  }
  return codes;
}
