import { type BrowserWindow, dialog } from 'electron';
import type { Log } from '../../app/studio/problem.ts';
import { texts } from './texts.ts';

interface Ways {
  reload(): void;
  quit(): void;
}

/** When the window's process has died, what runs goes on; the person is asked whether to open it again. */
export function surviveCrash(window: BrowserWindow, ways: Ways, log: Log): void {
  window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log(`the window's process has gone: ${reason}, exit code ${exitCode}`);
    const { question, detail, reload, quit } = texts.crash;
    dialog
      .showMessageBox({
        type: 'error',
        message: question,
        detail,
        buttons: [reload, quit],
        defaultId: 0,
        cancelId: 0,
      })
      .then(
        ({ response }) => (response === 0 ? ways.reload() : ways.quit()),
        (error: unknown) => log(`a dialog that did not open: ${String(error)}`),
      );
  });
}
