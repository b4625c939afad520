/** Labels of samples, whatever they are: the id of a class, or a number. */
export interface SampleLabels {
  /** Null without a label. */
  of(sample: number): number | null;
  /** As a person reads it. */
  nameOf(sample: number): string | null;
  /** Decides the colour of a label. */
  placeOf(of: number): number;
  /** Shows labels before the app has answered. @returns a function that ends it */
  expect(samples: ArrayLike<number>, of: number | null): () => void;
  /** The app has said that samples have a label now. */
  learn(samples: ArrayLike<number>, of: number | null): void;
  /** Lets the app keep labels, or take them back with null. @throws {PretextError} */
  save(samples: readonly number[], of: number | null): Promise<void>;
}
