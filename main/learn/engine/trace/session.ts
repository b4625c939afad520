import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TensorMetadata } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { scratchFolder } from '../../../files/scratch-folder.ts';
import { nativeBackend } from '../tensorflow.ts';
import { encodeSavedModel, type GraphNode } from './proto.ts';

const tag = 'pretext';
/** The tag that TensorFlow's own tools look for. */
export const servingTag = 'serve';

/** A graph loaded into TensorFlow, with its variables. Dispose of it when done. */
export class GraphSession {
  readonly #id: number;
  #open = true;

  /**
   * @param graph its nodes, or a folder with a SavedModel of ours (tag `serve`)
   * @throws {PretextError} `untraceable` when TensorFlow refuses nodes; its message names the node
   * @throws {Error} TensorFlow's message when it refuses a folder
   */
  constructor(graph: readonly GraphNode[] | string) {
    const { binding } = nativeBackend();
    this.#id =
      typeof graph === 'string' ? binding.loadSavedModel(graph, servingTag) : loadNodes(graph);
  }

  /**
   * Runs the part of the graph that the outputs need.
   * @param feeds handles by input name
   * @param outputs names of values to fetch
   * @returns handles that the caller disposes of
   * @throws {Error} TensorFlow's message
   */
  run(feeds: ReadonlyMap<string, number>, outputs: readonly string[]): TensorMetadata[] {
    const { binding } = nativeBackend();
    return binding.runSavedModel(
      this.#id,
      [...feeds.values()],
      [...feeds.keys()].join(','),
      outputs.join(','),
    );
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    nativeBackend().binding.deleteSavedModel(this.#id);
  }
}

function loadNodes(nodes: readonly GraphNode[]): number {
  const { binding } = nativeBackend();
  // tfjs-node's loader takes a folder; it is read at once and not needed after.
  const dir = scratchFolder('pretext-graph');
  try {
    const bytes = encodeSavedModel(nodes, tag, binding.TF_Version);
    writeFileSync(path.join(dir, 'saved_model.pb'), bytes);
    return binding.loadSavedModel(dir, tag);
  } catch (error) {
    throw new PretextError(
      'untraceable',
      `TensorFlow does not accept this graph: ${messageOf(error)}`,
      { remedy: 'Run the step eagerly: slower, but without this limit.', cause: error },
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
