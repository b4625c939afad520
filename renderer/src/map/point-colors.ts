import { clusterColor, scoreColor } from './palette.ts';

/** What the colour of a point says. */
export type ColorBy = 'cluster' | 'label' | 'anomaly';

export interface ColoredPoints {
  count: number;
  /** Cluster of each; −1: in none. */
  assignment: Int32Array;
  /** How unusual each is, 0…1. */
  scores: Float32Array;
  /** Place of each point's class in the list of classes; −1 without a label. */
  classes: Int32Array;
  /** 0 where a point is not shown: its sample has been left out. */
  present: Uint8Array;
}

/** Four bytes a point: red, green, blue, opacity. */
export function pointColors(
  { count, assignment, scores, classes, present }: ColoredPoints,
  by: ColorBy,
  dark: boolean,
  /** Whether all but the selection step back. */
  faded: boolean,
): Uint8Array {
  const table = new Map<number, readonly [number, number, number]>();
  const colorOf = (point: number): readonly [number, number, number] => {
    const key =
      by === 'anomaly'
        ? Math.round(255 * (scores[point] ?? 0))
        : ((by === 'cluster' ? assignment : classes)[point] ?? -1);
    let color = table.get(key);
    if (color === undefined) {
      if (by === 'anomaly') color = scoreColor(key / 255, dark);
      else color = clusterColor(key, dark);
      table.set(key, color);
    }
    return color;
  };
  const bytes = new Uint8Array(4 * count);
  for (let point = 0; point < count; point++) {
    const [red, green, blue] = colorOf(point);
    const plain = by !== 'anomaly' && ((by === 'cluster' ? assignment : classes)[point] ?? -1) < 0;
    const opacity = faded ? 50 : plain ? 130 : 210;
    bytes[4 * point] = red;
    bytes[4 * point + 1] = green;
    bytes[4 * point + 2] = blue;
    bytes[4 * point + 3] = present[point] === 0 ? 0 : opacity;
  }
  return bytes;
}
