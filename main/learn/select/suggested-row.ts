/** A sample to label. */
export interface SuggestedRow {
  /** Row of the embeddings. */
  row: number;
  /** What the strategy likes it for, in its own measure; falls as labels are spent. */
  score: number;
  /** The two classes that a classifier wavers between, for strategies that ask one. */
  between?: [number, number];
}
