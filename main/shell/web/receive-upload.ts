import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { PretextError, systemCodeOf } from '../../../shared/errors.ts';
import type { Uploads } from '../../app/studio/uploads.ts';

interface Used {
  bytes: number;
  files: number;
}

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
  readonly #used = new Map<string, Used>();

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
   * Receives files of a batch as they come: a form (`multipart/form-data`) whose files are named by their
   * percent-encoded path in what was dropped. One that cannot be taken does not keep the others from it.
   * @returns how many files there are now
   * @throws {PretextError} `not-found`, `bad-input`, `too-large`, `already-exists`
   */
  async receive(request: IncomingMessage, batch: string): Promise<number> {
    this.#uploads.expect(batch);
    const used = this.#used.get(batch) ?? { bytes: 0, files: 0 };
    this.#used.set(batch, used);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > this.#limits.batchBytes - used.bytes + formOverheadBytes) {
      throw tooLarge('What was dropped');
    }
    const parser = formParser(request);
    const writes: Promise<void>[] = [];
    const problems: unknown[] = [];
    let current: Readable | undefined;
    parser.on('fieldsLimit', () => problems.push(notAForm()));
    parser.on('file', (_field, content, encodedName) => {
      current = content;
      content.on('error', () => undefined); // told below, also of a file that was not taken
      const written = this.#write(batch, encodedName, content, used).catch((error: unknown) => {
        problems.push(error);
        content.resume();
      });
      writes.push(written);
    });
    try {
      await pipeline(request, parser);
    } catch (error) {
      const problem = new PretextError('bad-input', 'The form of files ended too early.', {
        cause: error,
      });
      problems.push(problem);
      current?.destroy(problem);
    }
    await Promise.all(writes);
    if (problems.length > 0) throw problems[0];
    return used.files;
  }

  async #write(
    batch: string,
    encodedName: string | undefined,
    content: Readable,
    used: Used,
  ): Promise<void> {
    const name = decoded(encodedName);
    const file = this.#uploads.fileFor(batch, name);
    const { fileBytes, batchBytes, files } = this.#limits;
    if (used.files >= files) throw tooLarge(name);
    used.files += 1;
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
    // Not in the pipeline, which would end it: what is left of it must still be read for the next file to come.
    content.once('error', (error) => counting.destroy(error));
    content.pipe(counting);
    try {
      await pipeline(counting, target);
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

/** What a form has besides its files' bytes: boundaries and names. */
const formOverheadBytes = 4 * 1024 ** 2;

function formParser(request: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      limits: { fields: 0, headerPairs: 16, headerSize: 16 * 1024 },
    });
  } catch (error) {
    throw notAForm(error);
  }
}

function notAForm(cause?: unknown): PretextError {
  return new PretextError('bad-input', 'Files are taken as a form of files only.', { cause });
}

function decoded(encodedName: string | undefined): string {
  try {
    if (encodedName === undefined) throw new TypeError('it has no name');
    return decodeURIComponent(encodedName);
  } catch (error) {
    throw new PretextError('bad-input', 'A file with an impossible name was sent.', {
      cause: error,
    });
  }
}

function tooLarge(name: string): PretextError {
  return new PretextError('too-large', `${name} is too large to be sent.`, {
    remedy: 'Put it on the machine that Pretext Studio runs on, and import it there by its path.',
  });
}
