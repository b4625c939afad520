import { z } from 'zod';
import { type Graph, GraphBuilder, graphInput } from './graph.ts';
import { type LayerKindName, layerKinds } from './layers/index.ts';

/** A graph as it is written beside weights, so that whoever reads them can build it again. */
export const graphRecordSchema = z.strictObject({
  inputShape: z.array(z.int().positive()).max(3),
  nodes: z.array(
    z.strictObject({
      kind: z.enum(Object.keys(layerKinds) as [LayerKindName]),
      name: z.string(),
      inputs: z.array(z.string()),
      config: z.record(z.string(), z.union([z.number(), z.boolean()])),
    }),
  ),
});
export type GraphRecord = z.infer<typeof graphRecordSchema>;

export function recordOf({ inputShape, nodes }: Graph): GraphRecord {
  return graphRecordSchema.parse({ inputShape, nodes });
}

/** @throws {RangeError} when layers do not fit each other */
export function graphOfRecord({ inputShape, nodes }: GraphRecord): Graph {
  const builder = new GraphBuilder(inputShape);
  for (const { kind, name, inputs, config } of nodes) {
    if (name === graphInput) throw new RangeError('a node has the name of the input');
    // Checked by the layer itself when it works out its shape.
    builder.add(kind, name, inputs, config as never);
  }
  return builder.build();
}
