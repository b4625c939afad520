import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { app, dialog, protocol, resetElectron } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));
const startApp = vi.hoisted(() => vi.fn());
vi.mock('../../../main/shell/electron/start-app.ts', async (original) => ({
  ...(await original<object>()),
  startApp,
}));

let home: string;
let starts = 0;
beforeEach(() => {
  resetElectron();
  startApp.mockReset().mockResolvedValue(undefined);
  home = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-main-')), 'home');
  process.env['PRETEXT_HOME'] = home;
});
afterEach(() => {
  delete process.env['PRETEXT_HOME'];
  rmSync(path.dirname(home), { recursive: true, force: true });
});
/** The entry does its work when it is loaded: each address is loaded once. */
async function start(): Promise<void> {
  starts += 1;
  const entry = '../../../main/shell/electron/main.ts';
  await import(/* @vite-ignore */ `${entry}?start=${starts}`);
}

describe('the entry', () => {
  it('prepares what must be done before Electron is ready, then starts the app', async () => {
    await start();
    expect(app.paths['userData']).toBe(path.join(home, 'window'));
    expect(app.sandboxed).toBe(true);
    expect(protocol.privileged).toEqual([
      {
        scheme: 'pretext',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
      },
    ]);
    expect(startApp).toHaveBeenCalledOnce();
  });

  it('ends at once when the app is running already, which has heard of it', async () => {
    app.hasLock = false;
    await start();
    expect(startApp).not.toHaveBeenCalled();
    expect(app.quits).toBe(1);
  });

  it('says why it cannot start, and ends', async () => {
    startApp.mockRejectedValue(new Error('no disk'));
    await start();
    await vi.waitFor(() => expect(app.exits).toEqual([1]));
    expect(dialog.errors).toEqual([{ title: 'Pretext Studio cannot start', text: 'no disk' }]);
  });
});
