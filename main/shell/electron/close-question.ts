import { type BrowserWindow, dialog } from 'electron';
import type { Job } from '../../../shared/contract/jobs.ts';
import { texts } from './texts.ts';

/** Asks whether to stop what runs. Going on without a window is not on offer: nobody would see how it ends. */
export async function askToStop(
  window: BrowserWindow | null,
  jobs: readonly Job[],
): Promise<boolean> {
  const { question, detail, stop, cancel } = texts.close;
  const names = jobs.map(({ kind, share }) => `${texts.jobs[kind]}, ${Math.round(share * 100)} %`);
  const options = {
    type: 'question' as const,
    message: question,
    detail: `${names.join('\n')}\n\n${detail}`,
    buttons: [stop, cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { response } =
    window === null
      ? await dialog.showMessageBox(options)
      : await dialog.showMessageBox(window, options);
  return response === 0;
}
