/** Reads batches of packed samples in a thread of its own; see `read-ahead.ts`. It knows nothing of TensorFlow. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import { PackedSource } from './packed-source.ts';
import type { ReadAnswer, ReadRequest, ReadRows } from './read-ahead.ts';
import { readSamples } from './sample-source.ts';

const { files, file, row } = workerData as ReadRows;
let source: PackedSource | undefined;

parentPort?.on('message', ({ id, indices }: ReadRequest) => {
  try {
    source ??= new PackedSource(
      Array.from(file, (each, i) => ({ file: files[each] ?? '', row: row[i] ?? -1 })),
    );
    const samples = readSamples(source, indices);
    send({ id, samples }, [samples.buffer as ArrayBuffer]);
  } catch (error) {
    const typed = error instanceof PretextError ? error : undefined;
    const { code, remedy, path } = typed ?? {};
    send({ id, failure: { code, remedy, path, message: messageOf(error) } });
  }
});

function send(answer: ReadAnswer, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, transfer);
}
