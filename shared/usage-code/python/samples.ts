/** How Python makes a model's inputs of a person's files; all that differs between kinds of data. */
export interface PythonSamples {
  /** Of PyPI, beside numpy and what runs the model. */
  packages: readonly string[];
  /** File names for the line that says how to call it. */
  example: string;
  /** What is not as in the app, and what is not read: comments. */
  notes: string;
  /** Lines that import from the standard library, beside json, sys and pathlib. */
  standard: readonly string[];
  imports: string;
  /** Defines `samples_of(path)`: names and arrays, as the model takes one sample. It has `here`, `about` and `prep`. */
  code: string;
}
