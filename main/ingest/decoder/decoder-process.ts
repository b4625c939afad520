import { messageOf } from '../../../shared/errors.ts';
import type { TableAnswer, TableRequest } from '../tables/table-messages.ts';
import type { TextAnswer, TextsRequest } from '../text/text-messages.ts';
import type { SkipCode } from '../types.ts';
import type { VideoAnswer, VideoRequest } from '../video/video-messages.ts';
import type {
  DecoderReply,
  DecoderRequest,
  FromDecoder,
  TableReply,
  TextsReply,
  ToDecoder,
  VideoReply,
} from './protocol.ts';
import type { DecoderChild, SpawnDecoder } from './spawn-decoder.ts';

/** The process is gone. `not-started`: it never answered at all, so no file is to blame. */
export class DecoderFailure extends Error {
  override readonly name = 'DecoderFailure';
  readonly code: Extract<SkipCode, 'decoder-crashed' | 'timeout'> | 'not-started' | 'stopped';

  constructor(code: DecoderFailure['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const startTimeoutMs = 60_000;
const keptErrorText = 2000;

/** `null` for the announcement. */
type Reply = DecoderReply | TableReply | TextsReply | VideoReply | null;

interface Waiting {
  id: number;
  resolve: (reply: Reply) => void;
  reject: (failure: DecoderFailure) => void;
  timer: NodeJS.Timeout;
}

/** One decoder process: one request, one answer. Once it has failed it stays failed. */
export class DecoderProcess {
  readonly #child: DecoderChild;
  readonly #exited: Promise<void>;
  #waiting: Waiting | null = null;
  #failure: DecoderFailure | null = null;
  #lastId = 0;
  #errorText = '';

  constructor(spawn: SpawnDecoder) {
    this.#child = spawn();
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-keptErrorText);
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        this.#fail(new DecoderFailure('decoder-crashed', how));
        resolve();
      });
      this.#child.on('error', (error) => {
        this.#fail(new DecoderFailure('decoder-crashed', error.message));
        if (this.#child.pid === undefined) resolve(); // it never was: no `exit` will come
      });
    });
  }

  /**
   * Waits until the process has announced itself.
   * @throws {DecoderFailure} `not-started` with the last words of the process
   */
  async ready(): Promise<void> {
    try {
      // The announcement counts as the answer to a request, number 0, that is never sent.
      await this.#wait(0, startTimeoutMs);
    } catch (error) {
      await this.stop();
      throw new DecoderFailure('not-started', `${messageOf(error)}. ${this.#errorText}`.trim());
    }
  }

  get failed(): boolean {
    return this.#failure !== null;
  }

  /** @throws {DecoderFailure} when the process dies, or has no answer in time (it is killed then) */
  async request(request: DecoderRequest, timeoutMs: number): Promise<DecoderReply['answers']> {
    const reply = await this.#send(request, timeoutMs);
    const answers = reply !== null && 'answers' in reply ? reply.answers : [];
    if (answers.length !== request.items.length) {
      throw new DecoderFailure('decoder-crashed', 'it lost count of its files');
    }
    return answers;
  }

  /** @throws {DecoderFailure} as `request` */
  async askTable(request: TableRequest, timeoutMs: number): Promise<TableAnswer> {
    const reply = await this.#send(request, timeoutMs);
    if (reply === null || !('table' in reply)) {
      throw new DecoderFailure('decoder-crashed', 'it spoke of something else');
    }
    return reply.table;
  }

  /** @throws {DecoderFailure} as `request` */
  async askVideo(request: VideoRequest, timeoutMs: number): Promise<VideoAnswer> {
    const reply = await this.#send(request, timeoutMs);
    if (reply === null || !('video' in reply)) {
      throw new DecoderFailure('decoder-crashed', 'it spoke of something else');
    }
    return reply.video;
  }

  /** @throws {DecoderFailure} as `request` */
  async askTexts<Answer extends TextAnswer>(
    request: TextsRequest,
    timeoutMs: number,
  ): Promise<Answer> {
    const reply = await this.#send(request, timeoutMs);
    if (reply === null || !('texts' in reply)) {
      throw new DecoderFailure('decoder-crashed', 'it spoke of something else');
    }
    return reply.texts as Answer;
  }

  async #send(request: ToDecoder['request'], timeoutMs: number): Promise<Reply> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = this.#wait(id, timeoutMs);
    const message: ToDecoder = { id, request };
    this.#child.send(message, (error) => {
      if (error !== null) this.#fail(new DecoderFailure('decoder-crashed', error.message));
    });
    return await answered;
  }

  /** Kills the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.#fail(new DecoderFailure('stopped', 'stopped'));
    // Nothing to save in there, and a hanging decoder would not hear anything gentler.
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #wait(id: number, timeoutMs: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure);
        return;
      }
      const timer = setTimeout(() => {
        this.#fail(new DecoderFailure('timeout', `no answer within ${timeoutMs / 1000} s`));
        this.#child.kill('SIGKILL');
      }, timeoutMs);
      this.#waiting = { id, resolve, reject, timer };
      this.#child.once('message', (message) => this.#receive(message as FromDecoder));
    });
  }

  #receive(message: FromDecoder): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    const id = 'ready' in message ? 0 : message.id;
    if (id !== waiting.id) {
      this.#fail(new DecoderFailure('decoder-crashed', 'it answered another question'));
      return;
    }
    clearTimeout(waiting.timer);
    this.#waiting = null;
    waiting.resolve('ready' in message ? null : message);
  }

  #fail(failure: DecoderFailure): void {
    this.#failure ??= failure;
    const waiting = this.#waiting;
    if (waiting === null) return;
    clearTimeout(waiting.timer);
    this.#waiting = null;
    waiting.reject(this.#failure);
  }
}
