import { z } from 'zod';

/** One call of the contract: what goes in and what comes out. Both are checked where they cross. */
export interface Call<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input;
  readonly output: Output;
}

/** Declares a call. */
export function call<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): Call<Input, Output> {
  return { input, output };
}

/** For calls that take or give nothing. */
export const nothing = z.strictObject({});
