import { z } from 'zod';
import { inputName, resultName } from '../../engine/compile-function.ts';
import { answerNames } from '../exporter.ts';
import { refuseForeign } from '../harmless-operations.ts';
import { inputNames } from '../model-input.ts';

/** What a GraphModel of ours may hold: a file that is read may be anybody's. */

const nodeName = z.string().regex(/^[A-Za-z]\w*$/);
/** Whole numbers are text, as in the JSON of protocol buffers. */
const wholeNumber = z.string().regex(/^-?\d{1,9}$/);
const shape = z.strictObject({ dim: z.array(z.strictObject({ size: wholeNumber })).max(8) });

const attribute = z.union([
  z.strictObject({ type: z.enum(['DT_FLOAT', 'DT_INT32', 'DT_BOOL']) }),
  z.strictObject({ s: z.base64().max(100) }),
  z.strictObject({ i: wholeNumber }),
  z.strictObject({ f: z.number() }),
  z.strictObject({ b: z.boolean() }),
  z.strictObject({ shape }),
  z.strictObject({ list: z.strictObject({ i: z.array(wholeNumber).max(8) }) }),
]);
export type TfjsAttribute = z.infer<typeof attribute>;

const node = z.strictObject({
  name: nodeName,
  op: z.string(),
  input: z.array(z.string().regex(/^[A-Za-z]\w*(:\d)?$/)),
  attr: z.record(z.string().regex(/^[A-Za-z]\w*$/), attribute),
});
export type TfjsNode = z.infer<typeof node>;

const tensorInfo = <DType extends string>(name: string, dtypes: readonly DType[]) =>
  z.strictObject({
    name: z.literal(`${name}:0`),
    dtype: z.enum(dtypes),
    tensorShape: shape,
  });

/** One input, one output, and no functions: nothing that tfjs could be told to run besides. */
export const graphTopologySchema = z.strictObject({
  node: z.array(node),
  versions: z.strictObject({ producer: z.int() }),
});
export const graphSignatureSchema = z.strictObject({
  inputs: z
    .partialRecord(z.enum(inputNames), tensorInfo(inputName, ['DT_FLOAT', 'DT_INT32']))
    .refine((inputs) => Object.keys(inputs).length === 1, 'one input is expected'),
  outputs: z
    .partialRecord(z.enum(answerNames), tensorInfo(resultName, ['DT_FLOAT']))
    .refine((outputs) => Object.keys(outputs).length === 1, 'one output is expected'),
});

/**
 * @param weights names of the weights beside the graph
 * @throws {Error} when it has foreign operations, is no graph in order, or its constants are not those weights
 */
export function checkGraph(nodes: readonly TfjsNode[], weights: readonly string[]): void {
  refuseForeign(nodes.map(({ op }) => op));
  const seen = new Set<string>();
  for (const { name, input } of nodes) {
    if (seen.has(name)) throw new Error(`it has two nodes ${name}`);
    const missing = input.find((at) => !seen.has(at.replace(/:\d$/, '')));
    if (missing !== undefined) throw new Error(`${name} comes before its input ${missing}`);
    seen.add(name);
  }
  const namesOf = (wanted: string): string[] =>
    nodes.flatMap(({ name, op }) => (op === wanted ? [name] : []));
  if (namesOf('Const').join() !== weights.join()) {
    throw new Error('its constants are not those of its weights file');
  }
  if (namesOf('Placeholder').join() !== inputName || !seen.has(resultName)) {
    throw new Error('it has not the one input and output of our models');
  }
}
