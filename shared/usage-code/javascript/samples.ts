/** How JavaScript makes a model's inputs of a person's files; all that differs between kinds of data. */
export interface JavascriptSamples {
  /** Of npm, beside what runs the model. */
  packages: readonly string[];
  /** File names for the line that says how to call it. */
  example: string;
  /** What is not as in the app, and what is not read: comments. */
  notes: string;
  imports: string;
  /** Of one sample, without the batch: JavaScript that gives an array. */
  shape: string;
  type: 'uint8' | 'int32' | 'float32';
  /** Defines `async samplesOf(file)`: names and values, as the model takes one sample. It has `about` and `prep`, in Node.js `here` too. */
  code: string;
}
