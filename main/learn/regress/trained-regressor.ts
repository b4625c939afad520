import type { Regressor } from './regressor.ts';

/** What a kind of regressor makes of a bench. */
export interface TrainedRegressor {
  /** The bench that keeps it disposes of it. */
  regressor: Regressor;
  /** Null when there are too few labels to try it on. */
  trial: RegressionTrial | null;
}

/** What a regressor says of labelled samples when it is trained without their labels. */
export interface RegressionTrial {
  /** Positions of those samples among the labelled ones. */
  tried: Int32Array;
  /** `[tried]` */
  values: Float32Array;
}
