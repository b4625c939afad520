import { type LayerKind, only } from './layer.ts';

export interface GridConfig {
  rows: number;
  columns: number;
}

/** Tokens laid out as a feature map: `[rows · columns, features]` → `[rows, columns, features]`. */
export const grid: LayerKind<GridConfig> = {
  outputShape: ({ rows, columns }, inputs) => [rows, columns, only(inputs)[1] ?? 0],
  parameters: () => [],
  apply({ rows, columns }, inputs) {
    const x = only(inputs);
    return x.reshape([-1, rows, columns, x.shape.at(-1) ?? 0]);
  },
};
