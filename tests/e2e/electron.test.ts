import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronProgram } from '../../main/shell/electron-program.ts';

/** The real Electron, where its program is. It runs what `npm run build` has built. */
const built = path.join(import.meta.dirname, '../../dist-main');
const program = electronProgram();
const hasScreen = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined;
const why =
  program === null
    ? 'Electron’s program is not on this machine ("npx install-electron" fetches it)'
    : !existsSync(path.join(built, 'renderer/dist/index.html'))
      ? 'the app is not built ("npm run build")'
      : hasScreen
        ? null
        : 'there is no screen (xvfb-run gives one)';
if (why !== null) console.warn(`SKIPPED tests/e2e/electron.test.ts: ${why}.`);

describe.runIf(why === null)('Pretext Studio in Electron', () => {
  let home: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    home = mkdtempSync(path.join(tmpdir(), 'pretext-electron-'));
    app = await _electron.launch({
      executablePath: program ?? '',
      args: [built],
      env: { ...(process.env as Record<string, string>), PRETEXT_HOME: home },
    });
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('shows its window from its own scheme', async () => {
    expect(page.url()).toMatch(/^pretext:\/\/app\//);
    expect(await page.title()).toBe('Pretext Studio');
  });

  it('has the preferences that the shell asked for', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const contents = window?.webContents as unknown as { getLastWebPreferences(): object };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  it('gives the page the bridge, and nothing of Node or Electron', async () => {
    expect(await page.evaluate('Object.keys(window.pretext).sort()')).toEqual([
      'onCommand',
      'onMessage',
      'pathOf',
      'send',
    ]);
    expect(await page.evaluate('[typeof require, typeof process, typeof module]')).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ]);
  });

  /** Asks as the window does, in the page. */
  const ask = async (call: string, input: unknown): Promise<unknown> =>
    await page.evaluate(
      ([name, given]) => {
        const { pretext } = globalThis as unknown as {
          pretext: {
            send(request: unknown): void;
            onMessage(listener: (message: { id?: number }) => void): () => void;
          };
        };
        return new Promise((resolve) => {
          const id = Math.floor(Math.random() * 1e9) + 1e9;
          const end = pretext.onMessage((message) => {
            if (message.id !== id) return;
            end();
            resolve(message);
          });
          pretext.send({ id, call: name, input: given });
        });
      },
      [call, input] as const,
    );

  it('answers the page', async () => {
    expect(await ask('app.info', {})).toMatchObject({ output: { shell: 'electron' } });
  });

  it('trains and decodes in utility processes', { timeout: 240_000 }, async () => {
    const { output } = (await ask('projects.createSample', {
      withLabels: false,
      folder: home,
    })) as { output: { job: string } };
    const measured = (await ask('app.measure', {})) as { output: { job: string } };
    for (const { job } of [output, measured.output]) {
      await expect
        .poll(async () => await ask('jobs.get', { job }), { timeout: 110_000, interval: 500 })
        .toMatchObject({ output: { state: 'finished' } });
    }
  });

  it('goes nowhere else', async () => {
    await page.evaluate("location.href = 'http://127.0.0.1:1/'");
    expect(page.url()).toMatch(/^pretext:\/\/app\//);
    expect(await page.evaluate("window.open('pretext://app/') === null")).toBe(true);
    expect(await page.evaluate("fetch('https://example.org/').then(() => 1, () => 0)")).toBe(0);
    expect(
      await page.evaluate("fetch('pretext://app/../../package.json').then((r) => r.status)"),
    ).toBe(404);
  });
});
