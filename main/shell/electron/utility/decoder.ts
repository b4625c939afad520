import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { messageOf } from '../../../../shared/errors.ts';
import { type DecoderChild, decoderEnvironment } from '../../../ingest/decoder/spawn-decoder.ts';
import { entryFile } from './entry-file.ts';
import { bytesCodec } from './parent-channel.ts';
import { UtilityChild } from './utility-child.ts';

/** Starts a decoder process as Electron's utility process, which looks like `child_process.fork`'s. */
export function spawnUtilityDecoder(): DecoderChild {
  return new UtilityDecoder();
}

class UtilityDecoder extends EventEmitter implements DecoderChild {
  readonly stderr = new PassThrough();
  readonly #child = new UtilityChild({
    entry: entryFile('decoder-entry'),
    title: 'Pretext Studio Decoder',
    env: decoderEnvironment(),
  });

  constructor() {
    super();
    this.#child.onMessage((data) => this.#receive(data));
    void this.#child.ended.then(({ code, detail }) => {
      this.stderr.end(this.#child.errorText);
      if (code === null) this.emit('error', new Error(detail));
      this.emit('exit', code, null);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: unknown, callback: (error: Error | null) => void): boolean {
    const sent = this.#child.post(bytesCodec.encode(message));
    setImmediate(callback, sent ? null : new Error('The decoder process has gone.'));
    return sent;
  }

  kill(): boolean {
    this.#child.kill();
    return true;
  }

  #receive(data: unknown): void {
    let message: unknown;
    try {
      message = bytesCodec.decode(data);
    } catch (error) {
      this.emit('error', new Error(`it sent no message: ${messageOf(error)}`));
      this.#child.kill();
      return;
    }
    this.emit('message', message);
  }
}
