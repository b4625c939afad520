import { nativeBackend } from '../tensorflow.ts';
import { type GraphNode, protoShape } from './proto.ts';
import { GraphSession } from './session.ts';

/**
 * Computes ahead what depends on constants alone (turned kernels, lengths of words), as TensorFlow does by itself when it
 * loads a graph, and leaves out what is then no longer needed.
 *
 * @param nodes each after those that it takes
 * @param result the node that is wanted
 */
export function foldConstants(nodes: readonly GraphNode[], result: string): GraphNode[] {
  const fixed = new Set<string>();
  for (const { name, op, input } of nodes) {
    const isFixed =
      op === 'Const' || (input.length > 0 && input.every((at) => fixed.has(nodeOf(at))));
    if (isFixed) fixed.add(name);
  }
  const computed = new Set(nodes.flatMap(({ name, op }) => (op === 'Const' ? [] : [name])));
  const wanted = nodes
    .filter(({ name }) => !fixed.has(name))
    .flatMap(({ input }) =>
      input.filter((at) => fixed.has(nodeOf(at)) && computed.has(nodeOf(at))),
    );
  const sources = [...new Set(wanted)];
  const values = valuesOf(
    nodes.filter(({ name }) => fixed.has(name)),
    sources,
  );
  const folded = new Map(sources.map((at, i) => [at, `folded_${i}`]));
  const renamed = nodes
    .filter(({ name, op }) => op === 'Const' || !fixed.has(name))
    .map((node) => ({ ...node, input: node.input.map((at) => folded.get(at) ?? at) }));
  return neededFor(result, [...values, ...renamed]);
}

const nodeOf = (input: string): string => input.replace(/:\d+$/, '');

/** Values of a graph without inputs as constants `folded_0`, `folded_1`, … */
function valuesOf(nodes: readonly GraphNode[], sources: readonly string[]): GraphNode[] {
  if (sources.length === 0) return [];
  const { binding } = nativeBackend();
  const session = new GraphSession(nodes);
  try {
    return session.run(new Map(), sources).map(({ id, shape, dtype }, i) => {
      const { buffer, byteOffset, byteLength } = binding.tensorDataSync(id);
      binding.deleteTensor(id);
      const content = new Uint8Array(buffer, byteOffset, byteLength).slice();
      const value = { tensor: { dtype, shape: protoShape(shape), content } };
      return {
        name: `folded_${i}`,
        op: 'Const',
        input: [],
        attr: { dtype: { type: dtype }, value },
      };
    });
  } finally {
    session.dispose();
  }
}

function neededFor(result: string, nodes: readonly GraphNode[]): GraphNode[] {
  const needed = new Set([result]);
  for (const { name, input } of nodes.toReversed()) {
    if (needed.has(name)) for (const at of input) needed.add(nodeOf(at));
  }
  return nodes.filter(({ name }) => needed.has(name));
}
