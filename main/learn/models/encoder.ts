import type { DataKindName, SampleSpec } from '../../../shared/sample-spec.ts';
import type { Graph } from './graph.ts';

/** An encoder: samples in, one embedding a sample out. One file and one line in `registry.ts`. */
export interface EncoderDefinition {
  title: string;
  /** Kinds of data that it reads. */
  kinds: readonly DataKindName[];
  /** It reads an image as patches, each a token: see `EncoderGraph.tokens`. */
  seesPatches?: true;
  /** It reads a text word by word: each one's place is told from the words around it, or from those before it alone. */
  readsWords?: 'both-ways' | 'left-to-right';
  /** It is made of words for patches, which only tasks that need them learn. */
  learnsWords?: true;
  /**
   * @param inputShape of one sample as networks take it: of images `[height, width, channels]`, values −1…1
   * @param spec of the samples, where the shape does not say all, as of text
   */
  build(inputShape: readonly number[], spec?: SampleSpec): EncoderGraph;
}

export interface EncoderGraph {
  /** Its output is the embedding, `[features]`. */
  graph: Graph;
  /** Name of the node with the last feature map: of images `[height, width, features]`. */
  featureMap: string;
  /** Name of the node with what is seen of a waveform, `[frames, bands, 1]`: what comes after may see a part of it, or hidden parts. */
  spectrogram?: string;
  /** Of an encoder that reads patches. */
  tokens?: TokenNodes;
  /** Of an encoder that reads words. */
  words?: WordNodes;
}

/** Where words begin and end in a graph of texts. */
export interface WordNodes {
  /** Node of the tokens' vectors, whose table guesses are made by too. */
  embedding: string;
  /** Node of the last words, `[read, features]`. */
  last: string;
  /** First tokens that it reads. */
  read: number;
}

/** Where tokens begin and end in a graph; what is between takes any number of them. */
export interface TokenNodes {
  /** Side of a patch, pixels. */
  patch: number;
  rows: number;
  columns: number;
  /** rows · columns */
  count: number;
  /** Node of the tokens with their places, `[count, features]`: what comes after may see a part of them. */
  placed: string;
  /** Node of the last tokens, likewise. */
  last: string;
}
