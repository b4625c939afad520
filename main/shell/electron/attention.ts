import { Notification, powerSaveBlocker } from 'electron';
import type { Job, JobKind } from '../../../shared/contract/jobs.ts';
import type { Studio } from '../../app/studio/studio.ts';
import type { StudioWindow } from './studio-window.ts';
import { texts } from './texts.ts';

/** Work that takes minutes: the machine stays awake for it, and its end is told. */
const long: readonly JobKind[] = ['import', 'pretrain', 'finetune', 'curve', 'predict', 'export'];

/** What the system shows of work under way: progress in the taskbar, no sleep, a word at the end. */
export class Attention {
  readonly #studio: Studio;
  readonly #window: StudioWindow;
  readonly #told = new Set<string>();
  #blocker: number | null = null;

  constructor(studio: Studio, window: StudioWindow) {
    this.#studio = studio;
    this.#window = window;
    studio.events.listen((event) => {
      if (event.type !== 'job') return;
      this.#showProgress();
      this.#keepAwake();
      if (event.job.endedAt !== null) this.#tell(event.job);
    });
  }

  /** The machine may sleep again. */
  close(): void {
    if (this.#blocker !== null) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = null;
  }

  get #longUnderWay(): Job[] {
    return this.#studio.jobs.underWay.filter(({ kind }) => long.includes(kind));
  }

  #showProgress(): void {
    const [job] = this.#longUnderWay;
    const window = this.#window.current;
    if (window === null || window.isDestroyed()) return;
    if (job === undefined) window.setProgressBar(-1);
    else window.setProgressBar(job.share, { mode: job.state === 'paused' ? 'paused' : 'normal' });
  }

  #keepAwake(): void {
    const isBusy = this.#longUnderWay.some(({ state }) => state !== 'paused');
    if (!isBusy) this.close();
    else this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
  }

  #tell({ job, kind, state, error }: Job): void {
    if (!long.includes(kind) || this.#told.has(job)) return;
    this.#told.add(job);
    if (state === 'cancelled' || this.#window.isWatched || !Notification.isSupported()) return;
    const end = state === 'failed' ? texts.ended.failed : texts.ended.finished;
    const notification = new Notification({
      title: `${texts.jobs[kind]}: ${end}`,
      ...(error === null ? {} : { body: error.message }),
    });
    notification.on('click', () => this.#window.show());
    notification.show();
  }
}
