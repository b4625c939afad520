import type { Job } from '../../../shared/contract/jobs.ts';
import { jobs } from '../state/jobs.svelte.ts';
import { addressOf, goTo } from '../state/route.svelte.ts';
import { texts } from '../texts/texts.svelte.ts';

type Permission = 'default' | 'granted' | 'denied' | 'unsupported';

/** Tells of a pretraining's end when nobody is looking at the window. */
class EndNotices {
  permission = $state<Permission>(
    'Notification' in window ? Notification.permission : 'unsupported',
  );

  /** Browsers ask a person only when a click began it. */
  async ask(): Promise<void> {
    if (this.permission === 'default') this.permission = await Notification.requestPermission();
  }

  tell(job: Job): void {
    const { finished, cancelled, failed } = texts.t.pretrain.notify;
    if (job.kind !== 'pretrain' || this.permission !== 'granted') return;
    if (!document.hidden && document.hasFocus()) return;
    const title = { finished, cancelled, failed }[job.state as 'finished' | 'cancelled' | 'failed'];
    const text =
      job.result?.kind === 'pretrain' ? job.result.verdict.sentence : (job.error?.message ?? '');
    const notice = new Notification(title, { body: text, icon: './icon.svg', tag: job.job });
    notice.addEventListener('click', () => {
      window.focus();
      const { project, run } = job;
      if (project !== null && run !== null) goTo(addressOf(project, 'pretrain', { run }));
      notice.close();
    });
  }
}

export const endNotices = new EndNotices();
// Whatever screen is shown then.
jobs.onEnd((job) => endNotices.tell(job));
