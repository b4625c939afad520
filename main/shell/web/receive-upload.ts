import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PretextError, systemCodeOf } from '../../../shared/errors.ts';
import type { Uploads } from '../../app/studio/uploads.ts';

export interface UploadLimits {
  /** One file. */
  fileBytes: number;
  /** All files of a batch. */
  batchBytes: number;
  /** Files of a batch. */
  files: number;
}

const gibibyte = 1024 ** 3;
export const defaultUploadLimits: UploadLimits = {
  fileBytes: 16 * gibibyte,
  batchBytes: 64 * gibibyte,
  files: 1_000_000,
};

/** Writes what browsers send to disk, as it comes, within limits. What is cut off leaves nothing behind. */
export class UploadReceiver {
  readonly #uploads: Uploads;
  readonly #limits: UploadLimits;
  readonly #used = new Map<string, { bytes: number; files: number }>();

  constructor(uploads: Uploads, limits: UploadLimits) {
    this.#uploads = uploads;
    this.#limits = limits;
  }

  begin(): string {
    const id = this.#uploads.begin();
    this.#used.set(id, { bytes: 0, files: 0 });
    return id;
  }

  /**
   * Receives one file of a batch.
   * @returns its bytes
   * @throws {PretextError} `not-found`, `bad-input`, `too-large`, `already-exists`
   */
  async receive(request: IncomingMessage, batch: string, name: string): Promise<number> {
    const file = this.#uploads.fileFor(batch, name);
    const used = this.#used.get(batch) ?? { bytes: 0, files: 0 };
    const { fileBytes, batchBytes, files } = this.#limits;
    const announced = Number(request.headers['content-length'] ?? 0);
    if (used.files >= files || announced > Math.min(fileBytes, batchBytes - used.bytes)) {
      throw tooLarge(name);
    }
    used.files += 1;
    this.#used.set(batch, used);
    let bytes = 0;
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.byteLength;
        used.bytes += chunk.byteLength;
        if (bytes > fileBytes || used.bytes > batchBytes) done(tooLarge(name));
        else done(null, chunk);
      },
    });
    let isOurs = false;
    const target = createWriteStream(file, { flags: 'wx' });
    target.once('open', () => {
      isOurs = true;
    });
    try {
      await pipeline(request, counting, target);
      return bytes;
    } catch (error) {
      used.bytes -= bytes;
      used.files -= 1;
      if (isOurs) await rm(file, { force: true });
      if (systemCodeOf(error) === 'EEXIST') {
        throw new PretextError('already-exists', `${name} was sent twice.`);
      }
      throw error;
    }
  }
}

function tooLarge(name: string): PretextError {
  return new PretextError('too-large', `${name} is too large to be sent.`, {
    remedy: 'Put it on the machine that Pretext Studio runs on, and import it there by its path.',
  });
}
