import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The Vorbis and Opus decoders of npm's `ogv` (libvorbis and libopus as WebAssembly), packet by packet. Each file gets an
 * instance of its own, so that one that a hostile file broke is never used again.
 */
export interface PacketDecoder {
  readonly audioFormat: { channels: number; rate: number } | null;
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

type Factory = (options: Options) => Promise<PacketDecoder>;

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
/** They begin with 16 MiB, which does for any ordinary file. */
const maxMemory = 256 * 1024 * 1024;

const parts = {
  vorbis: {
    script: () => require('ogv/dist/ogv-decoder-audio-vorbis-wasm.js') as Factory,
    wasm: () => require.resolve('ogv/dist/ogv-decoder-audio-vorbis-wasm.wasm'),
  },
  opus: {
    script: () => require('ogv/dist/ogv-decoder-audio-opus-wasm.js') as Factory,
    wasm: () => require.resolve('ogv/dist/ogv-decoder-audio-opus-wasm.wasm'),
  },
};
const modules = new Map<string, object>();

export async function openPacketDecoder(codec: 'vorbis' | 'opus'): Promise<PacketDecoder> {
  const module = modules.get(codec) ?? new WebAssembly.Module(readFileSync(parts[codec].wasm()));
  modules.set(codec, module);
  const decoder = await parts[codec].script()({
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
  decoder.init(() => undefined);
  return decoder;
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
