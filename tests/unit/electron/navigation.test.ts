import { beforeEach, describe, expect, it, vi } from 'vitest';
import { guardNavigation } from '../../../main/shell/electron/navigation.ts';
import { blockNetwork } from '../../../main/shell/electron/network.ts';
import {
  app,
  FakeWebContents,
  resetElectron,
  session,
  shell,
} from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

let contents: FakeWebContents;
beforeEach(() => {
  resetElectron();
  guardNavigation(() => undefined);
  contents = new FakeWebContents();
  app.emit('web-contents-created', {}, contents);
});

function isPrevented(event: string, details: Record<string, unknown>): boolean {
  const preventDefault = vi.fn();
  contents.emit(event, { preventDefault, ...details });
  return preventDefault.mock.calls.length > 0;
}

/** Address; whether the page may go there; whether it opens in the browser. */
const matrix: [string, boolean, boolean][] = [
  ['pretext://app/', true, false],
  ['pretext://app/index.html#/settings', true, false],
  ['pretext://app/assets/app.js', false, false],
  ['pretext://app/downloads/0123456789abcdef/1', false, false],
  ['pretext://other/', false, false],
  ['pretext://app:81/', false, false],
  ['https://example.org/paper?x=1', false, true],
  ['https://example.org:8443/', false, false],
  ['https://user:word@example.org/', false, false],
  ['https://localhost/', false, false],
  [`https://example.org/${'a'.repeat(3000)}`, false, false],
  ['http://example.org/', false, false],
  ['HTTPS://EXAMPLE.ORG/', false, true],
  ['file:///etc/passwd', false, false],
  ['javascript:alert(1)', false, false],
  ['data:text/html,x', false, false],
  ['blob:pretext://app/1', false, false],
  ['about:blank', false, false],
  ['chrome://settings', false, false],
  ['ms-settings:', false, false],
  ['mailto:a@example.org', false, false],
  ['no address', false, false],
];

describe('navigation', () => {
  it.each(matrix)('of a page to %s', (url, stays, opens) => {
    expect(isPrevented('will-navigate', { url })).toBe(!stays);
    expect(shell.opened.length).toBe(opens ? 1 : 0);
  });

  it.each(matrix)('to a new window of %s', (url, _, opens) => {
    expect(contents.windowOpenHandler?.({ url })).toEqual({ action: 'deny' });
    expect(shell.opened.length).toBe(opens ? 1 : 0);
  });

  it.each(matrix)('of a frame to %s', (url, stays) => {
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: false })).toBe(true);
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: true })).toBe(!stays);
    expect(shell.opened).toEqual([]);
  });

  it('follows no redirection and attaches no webview', () => {
    expect(isPrevented('will-redirect', { url: 'pretext://app/' })).toBe(true);
    expect(isPrevented('will-attach-webview', {})).toBe(true);
  });

  it('downloads what is ours alone', () => {
    blockNetwork(session.defaultSession as never, false);
    const isStopped = (address: string): boolean => {
      const preventDefault = vi.fn();
      session.defaultSession.emit('will-download', { preventDefault }, { getURL: () => address });
      return preventDefault.mock.calls.length > 0;
    };
    expect(isStopped('pretext://app/downloads/0123456789abcdef/1')).toBe(false);
    expect(isStopped('blob:pretext://app/1')).toBe(false);
    expect(isStopped('pretext://app/index.html')).toBe(true);
    expect(isStopped('https://example.org/x.exe')).toBe(true);
  });

  it('lets developers’ tools load where there are any', () => {
    blockNetwork(session.defaultSession as never, true);
    const answer = vi.fn();
    session.defaultSession.beforeRequest?.({ url: 'devtools://devtools/a.html' }, answer);
    expect(answer).toHaveBeenCalledWith({ cancel: false });
  });
});
