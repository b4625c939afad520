import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fuses } from '../../../resources/packaging/fuses.ts';
import { app, protocol, session, shell } from '../../support/fake-electron.ts';
import { type StartedShell, startShell } from '../../support/shell.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

const root = path.join(import.meta.dirname, '../../..');
const shellFolder = path.join(root, 'main/shell/electron');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
const sources = filesBelow(shellFolder).map((file) => readFileSync(file, 'utf8'));

/** https://www.electronjs.org/docs/latest/tutorial/security, item by item. */
describe('Electron’s security checklist', () => {
  let shellUnderTest: StartedShell;
  let preferences: Record<string, unknown>;

  beforeAll(async () => {
    shellUnderTest = await startShell();
    preferences = shellUnderTest.window.options.webPreferences ?? {};
  });
  afterAll(() => shellUnderTest.close());

  const fetched = async (address: string): Promise<Response> => {
    const handler = protocol.handlers.get('pretext');
    if (handler === undefined) throw new Error('no handler');
    return await handler(new Request(address));
  };
  const isCancelled = (url: string): boolean => {
    let cancelled: boolean | undefined;
    session.defaultSession.beforeRequest?.({ url }, ({ cancel }) => {
      cancelled = cancel;
    });
    return cancelled ?? false;
  };

  it('1. only load secure content: nothing but our own scheme is loaded at all', () => {
    expect(shellUnderTest.window.loaded).toEqual(['pretext://app/']);
    for (const url of [
      'http://example.org/',
      'https://example.org/a.js',
      'ws://example.org/',
      'ftp://example.org/',
      'file:///etc/passwd',
      'pretext://other/',
      'pretext://app.example.org/',
      'devtools://devtools/bundled/inspector.html',
      'no address',
    ]) {
      expect(isCancelled(url), url).toBe(true);
    }
    for (const url of ['pretext://app/assets/a.js', 'blob:pretext://app/1', 'data:image/png,']) {
      expect(isCancelled(url), url).toBe(false);
    }
  });

  it('2. no Node.js integration: off in pages, workers and frames', () => {
    expect(preferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  it('3. context isolation is on', () => {
    expect(preferences['contextIsolation']).toBe(true);
  });

  it('4. process sandboxing is on, for this window and by default', () => {
    expect(preferences['sandbox']).toBe(true);
    expect(readFileSync(path.join(shellFolder, 'main.ts'), 'utf8')).toContain(
      'app.enableSandbox()',
    );
    expect(sources.join('\n')).not.toMatch(/no-sandbox|disable-setuid-sandbox/);
  });

  it('5. session permission requests are handled: all handlers are set, and say no', () => {
    const { onCheck, onDevice, onRequest } = session.defaultSession;
    expect(onDevice?.()).toBe(false);
    const details = { requestingUrl: 'https://example.org/', isMainFrame: true };
    let granted: boolean | undefined;
    onRequest?.(null, 'geolocation', (answer) => (granted = answer), details);
    expect(granted).toBe(false);
    expect(onCheck?.(null, 'geolocation', 'https://example.org', details)).toBe(false);
  });

  it('6. webSecurity is not disabled', () => {
    expect(preferences['webSecurity']).toBe(true);
  });

  it('7. a Content-Security-Policy is sent with every answer, without unsafe scripts', async () => {
    for (const address of ['pretext://app/', 'pretext://app/none.js', 'pretext://other/']) {
      const policy = (await fetched(address)).headers.get('content-security-policy') ?? '';
      const rules = new Map(
        policy.split('; ').map((rule): [string, string] => {
          const [name = '', ...values] = rule.split(' ');
          return [name, values.join(' ')];
        }),
      );
      expect(rules.get('default-src')).toBe("'none'");
      expect(rules.get('script-src')).toBe("'self'");
      expect(rules.get('frame-ancestors')).toBe("'none'");
      expect(rules.get('base-uri')).toBe("'none'");
      expect(policy).not.toContain('unsafe-eval');
    }
  });

  it('8. allowRunningInsecureContent is off', () => {
    expect(preferences['allowRunningInsecureContent']).toBe(false);
  });

  it('9. experimental features are off', () => {
    expect(preferences['experimentalFeatures']).toBe(false);
  });

  it('10. enableBlinkFeatures is not used', () => {
    expect(preferences).not.toHaveProperty('enableBlinkFeatures');
    expect(sources.join('\n')).not.toMatch(/enableBlinkFeatures|enable-blink-features/);
  });

  it('11. no <webview> has allowpopups: there is no <webview> anywhere', () => {
    const renderer = filesBelow(path.join(root, 'renderer/src')).map((f) =>
      readFileSync(f, 'utf8'),
    );
    for (const text of [...sources, ...renderer]) expect(text).not.toMatch(/<webview|allowpopups/i);
  });

  it('12. <webview> options are verified: the tag is off, and attaching one is prevented', () => {
    expect(preferences['webviewTag']).toBe(false);
    const preventDefault = vi.fn();
    shellUnderTest.window.webContents.emit('will-attach-webview', { preventDefault }, {}, {});
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('13. navigation is limited to the page itself', () => {
    const preventDefault = vi.fn();
    const { webContents } = shellUnderTest.window;
    webContents.emit('will-navigate', { url: 'https://example.org/', preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(1);
    webContents.emit('will-navigate', { url: 'pretext://app/', preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(1);
  });

  it('14. no new window is created', () => {
    const handler = shellUnderTest.window.webContents.windowOpenHandler;
    for (const url of ['https://example.org/', 'pretext://app/', 'about:blank', 'file:///']) {
      expect(handler?.({ url })).toEqual({ action: 'deny' });
    }
  });

  it('15. shell.openExternal gets nothing but plain https addresses', () => {
    shell.opened = [];
    const handler = shellUnderTest.window.webContents.windowOpenHandler;
    for (const url of ['file:///etc/passwd', 'smb://host/', 'http://example.org/', 'ms-msdt:x']) {
      handler?.({ url });
    }
    expect(shell.opened).toEqual([]);
    handler?.({ url: 'https://example.org/paper' });
    expect(shell.opened).toEqual(['https://example.org/paper']);
    const callers = sources.filter((text) => text.includes('openExternal('));
    expect(callers).toHaveLength(1);
  });

  it('16. a current version of Electron: the newest major that this was written for', () => {
    const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
    const { version } = read('node_modules/electron/package.json') as { version: string };
    expect(Number.parseInt(version, 10)).toBeGreaterThanOrEqual(45);
  });

  it('17. the sender of every IPC message is checked', async () => {
    const { webContents } = shellUnderTest.window;
    webContents.sent = [];
    const stranger = { origin: 'https://example.org', url: 'https://example.org/', parent: null };
    shellUnderTest.send({ id: 1, call: 'app.info', input: {} }, { senderFrame: stranger });
    await shellUnderTest.studio.quick(async () => undefined);
    expect(webContents.sent).toEqual([]);
    const all = sources.join('\n');
    expect(all.match(/ipcMain\.(on|handle|once)\(/g)).toEqual(['ipcMain.on(']);
  });

  it('18. no file:// protocol: pages come from a scheme of our own', () => {
    expect(protocol.handlers.has('pretext')).toBe(true);
    expect(protocol.handlers.has('file')).toBe(false);
    expect(sources.join('\n')).not.toMatch(/loadFile\(|['"`]file:/);
  });

  it('19. every fuse is decided, and those that are doors are shut', () => {
    const decided = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
    for (const fuse of decided) expect(fuses).toHaveProperty(String(fuse));
    expect(fuses.strictlyRequireAllFuses).toBe(true);
    expect(fuses[FuseV1Options.RunAsNode]).toBe(false);
    expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(false);
    expect(fuses[FuseV1Options.EnableNodeCliInspectArguments]).toBe(false);
    expect(fuses[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(false);
    expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(true);
    expect(fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(true);
    expect(fuses[FuseV1Options.EnableCookieEncryption]).toBe(true);
  });

  it('20. no Electron API reaches the page: the preload script exposes the bridge alone', () => {
    const preload = readFileSync(path.join(shellFolder, 'preload.cts'), 'utf8');
    expect(preload.match(/exposeInMainWorld\([^)]*\)/g)).toEqual([
      "exposeInMainWorld('pretext', bridge)",
    ]);
    expect(app.isPackaged).toBe(true);
    expect(preferences['devTools']).toBe(false);
  });
});
