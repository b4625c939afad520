import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => import('../../support/fake-electron.ts'));
const startApp = vi.hoisted(() => vi.fn());
vi.mock('../../../main/shell/electron/start-app.ts', async (original) => ({
  ...(await original<object>()),
  startApp,
}));

let home: string;
let electron: typeof import('../../support/fake-electron.ts');
beforeEach(async () => {
  vi.resetModules(); // the entry does its work when it is loaded
  electron = await import('../../support/fake-electron.ts');
  startApp.mockReset().mockResolvedValue(undefined);
  home = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-main-')), 'home');
  process.env['PRETEXT_HOME'] = home;
});
afterEach(() => {
  delete process.env['PRETEXT_HOME'];
  rmSync(path.dirname(home), { recursive: true, force: true });
});
const start = async (): Promise<unknown> => await import('../../../main/shell/electron/main.ts');

describe('the entry', () => {
  it('prepares what must be done before Electron is ready, then starts the app', async () => {
    await start();
    expect(electron.app.paths['userData']).toBe(path.join(home, 'window'));
    expect(electron.app.sandboxed).toBe(true);
    expect(electron.protocol.privileged).toEqual([
      {
        scheme: 'pretext',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
      },
    ]);
    expect(startApp).toHaveBeenCalledOnce();
  });

  it('ends at once when the app is running already, which has heard of it', async () => {
    electron.app.hasLock = false;
    await start();
    expect(startApp).not.toHaveBeenCalled();
    expect(electron.app.quits).toBe(1);
  });

  it('says why it cannot start, and ends', async () => {
    startApp.mockRejectedValue(new Error('no disk'));
    await start();
    await vi.waitFor(() => expect(electron.app.exits).toEqual([1]));
    expect(electron.dialog.errors).toEqual([
      { title: 'Pretext Studio cannot start', text: 'no disk' },
    ]);
  });
});
