import protobuf from 'protobufjs';

/** A map from text; protobufjs knows such fields, its types know them apart from others only. */
const mapTo = (type: string, id: number): protobuf.IField => {
  const field: protobuf.IMapField = { keyType: 'string', type, id };
  return field;
};

/**
 * The parts of TensorFlow's protocol buffers that a graph with its types, constants and signatures needs
 * (tensorflow/core/framework/*.proto, tensorflow/core/protobuf/{meta_graph,saved_model}.proto).
 */
const schema = protobuf.Root.fromJSON({
  nested: {
    SavedModel: {
      fields: {
        savedModelSchemaVersion: { type: 'int64', id: 1 },
        metaGraphs: { rule: 'repeated', type: 'MetaGraph', id: 2 },
      },
    },
    MetaGraph: {
      fields: {
        metaInfo: { type: 'MetaInfo', id: 1 },
        graph: { type: 'Graph', id: 2 },
        signatures: mapTo('Signature', 5),
      },
    },
    MetaInfo: {
      fields: {
        tags: { rule: 'repeated', type: 'string', id: 4 },
        tensorflowVersion: { type: 'string', id: 5 },
      },
    },
    Signature: {
      fields: {
        inputs: mapTo('TensorInfo', 1),
        outputs: mapTo('TensorInfo', 2),
        methodName: { type: 'string', id: 3 },
      },
    },
    TensorInfo: {
      fields: {
        name: { type: 'string', id: 1 },
        dtype: { type: 'int32', id: 2 },
        shape: { type: 'Shape', id: 3 },
      },
    },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        versions: { type: 'Versions', id: 4 },
      },
    },
    Versions: { fields: { producer: { type: 'int32', id: 1 } } },
    Node: {
      fields: {
        name: { type: 'string', id: 1 },
        op: { type: 'string', id: 2 },
        input: { rule: 'repeated', type: 'string', id: 3 },
        attr: mapTo('Attribute', 5),
      },
    },
    Attribute: {
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: { type: 'List', id: 1 },
        s: { type: 'bytes', id: 2 },
        i: { type: 'int64', id: 3 },
        f: { type: 'float', id: 4 },
        b: { type: 'bool', id: 5 },
        type: { type: 'int32', id: 6 },
        shape: { type: 'Shape', id: 7 },
        tensor: { type: 'Tensor', id: 8 },
      },
    },
    List: {
      fields: {
        i: { rule: 'repeated', type: 'int64', id: 3 },
        f: { rule: 'repeated', type: 'float', id: 4 },
        b: { rule: 'repeated', type: 'bool', id: 5 },
      },
    },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 2 } } },
    Dimension: { fields: { size: { type: 'int64', id: 1 } } },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        shape: { type: 'Shape', id: 2 },
        content: { type: 'bytes', id: 4 },
      },
    },
  },
});

interface Shape {
  dim: { size: number }[];
}

export interface Attribute {
  list?: { i?: number[]; f?: number[]; b?: boolean[] };
  s?: Uint8Array;
  i?: number;
  f?: number;
  b?: boolean;
  /** TensorFlow's number of a type. */
  type?: number;
  shape?: Shape;
  tensor?: { dtype: number; shape: Shape; content: Uint8Array };
}

/** A node of a graph; inputs are `node`, `node:output`, or `^node` for "after that one". */
export interface GraphNode {
  name: string;
  op: string;
  input: string[];
  attr: Record<string, Attribute>;
}

interface SignatureTensor {
  name: string;
  dtype: number;
  shape: Shape;
}

export interface Signature {
  inputs: Record<string, SignatureTensor>;
  outputs: Record<string, SignatureTensor>;
  methodName: string;
}

/** Version of the graph format: TensorFlow 2.11's, which fills in attributes left at their defaults. */
const producer = 1087;

/** -1 stands for any size. */
export const protoShape = (shape: readonly number[]): Shape => ({
  dim: shape.map((size) => ({ size })),
});

/** A SavedModel of one graph under one tag. */
export function encodeSavedModel(
  nodes: readonly GraphNode[],
  tag: string,
  tensorflowVersion: string,
  signatures: Readonly<Record<string, Signature>> = {},
): Uint8Array {
  const type = schema.lookupType('SavedModel');
  const model = {
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfo: { tags: [tag], tensorflowVersion },
        graph: { node: nodes, versions: { producer } },
        signatures,
      },
    ],
  };
  return type.encode(type.fromObject(model)).finish();
}

/** The operations of all graphs in a SavedModel. @throws {Error} when the bytes are none */
export function operationsIn(bytes: Uint8Array): string[] {
  const type = schema.lookupType('SavedModel');
  const model = type.toObject(type.decode(bytes), { arrays: true }) as {
    metaGraphs: { graph?: { node: { op: string }[] } }[];
  };
  return model.metaGraphs.flatMap(({ graph }) => graph?.node.map(({ op }) => op) ?? []);
}
