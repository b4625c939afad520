import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PacketDecoder } from './packet-decoder.ts';

/**
 * The Vorbis decoder of npm's `ogv` (libvorbis as WebAssembly). Each file gets an instance of its own, so that one that a
 * hostile file broke is never used again.
 */
interface Ogv {
  /** What the last packet gave, one array a channel. */
  audioBuffer: Float32Array[] | null;
  init(done: () => void): void;
  processHeader(packet: Uint8Array, done: (ok: number) => void): void;
  processAudio(packet: Uint8Array, done: (ok: number) => void): void;
}

interface Options {
  instantiateWasm(imports: object, done: (instance: object) => void): object;
  print(text: string): void;
  printErr(text: string): void;
}

/** The part of WebAssembly that is used here; its types otherwise come with those of browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
  Memory: new (...args: never[]) => Memory;
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const require = createRequire(import.meta.url);
const pageBytes = 65_536;
/** It begins with 16 MiB, which does for any ordinary file. */
const maxMemory = 256 * 1024 * 1024;

interface Loaded {
  create: (options: Options) => Promise<Ogv>;
  module: object;
}

let loaded: Loaded | null = null;

function load(): Loaded {
  const create = require('ogv/dist/ogv-decoder-audio-vorbis-wasm.js') as Loaded['create'];
  const file = require.resolve('ogv/dist/ogv-decoder-audio-vorbis-wasm.wasm');
  return { create, module: new WebAssembly.Module(readFileSync(file)) };
}

export async function openVorbisDecoder(): Promise<PacketDecoder> {
  loaded ??= load();
  const { create, module } = loaded;
  const ogv = await create({
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports);
      for (const exported of Object.values(instance.exports)) {
        if (exported instanceof WebAssembly.Memory) limitGrowth(exported);
      }
      done(instance);
      return instance.exports;
    },
    print() {},
    printErr() {},
  });
  ogv.init(() => undefined);
  return {
    header(packet) {
      let isGood = false;
      ogv.processHeader(packet, (ok) => {
        isGood = ok !== 0;
      });
      return isGood;
    },
    decode(packet) {
      ogv.audioBuffer = null;
      let isGood = false;
      ogv.processAudio(packet, (ok) => {
        isGood = ok !== 0;
      });
      return isGood ? (ogv.audioBuffer ?? []) : null;
    },
    free() {}, // the instance goes with its memory
  };
}

/** The glue around it takes an exception for "there is no more memory", and so does the decoder. */
function limitGrowth(memory: Memory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * pageBytes > maxMemory) {
      throw new RangeError('a decoder asks for too much memory');
    }
    return grow(pages);
  };
}
