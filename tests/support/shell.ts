import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Studio } from '../../main/app/studio/studio.ts';
import { startApp } from '../../main/shell/electron/start-app.ts';
import { app, BrowserWindow, ipcMain, resetElectron } from './fake-electron.ts';

export interface StartedShell {
  studio: Studio;
  window: BrowserWindow;
  home: string;
  /** Sends a message as the window's page would, or somebody else. */
  send(message: unknown, as?: Record<string, unknown>): void;
  close(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'unhandledRejection'] as const;

/** The shell as its entry starts it, around the stand-in of `electron`. Mock the module before. */
export async function startShell(prepare: () => void = () => undefined): Promise<StartedShell> {
  resetElectron();
  const home = mkdtempSync(path.join(tmpdir(), 'pretext-shell-'));
  const before = signals.map((signal) => process.listeners(signal as 'SIGINT'));
  process.env['PRETEXT_HOME'] = home;
  mkdirSync(path.join(home, 'window'));
  app.setPath('userData', path.join(home, 'window'));
  prepare();
  const studio = await startApp();
  const [window] = BrowserWindow.all;
  if (window === undefined) throw new Error('no window was opened');
  return {
    studio,
    window,
    home,
    send(message, as = {}) {
      const { webContents } = window;
      const event = { sender: webContents, senderFrame: webContents.mainFrame, ...as };
      ipcMain.emit('pretext', event, message);
    },
    async close() {
      await studio.close();
      delete process.env['PRETEXT_HOME'];
      signals.forEach((signal, at) => {
        for (const listener of process.listeners(signal as 'SIGINT')) {
          if (before[at]?.includes(listener) !== true) process.off(signal, listener);
        }
      });
      rmSync(home, { recursive: true, force: true });
    },
  };
}
