import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { calls } from '../../../shared/contract/contract.ts';
import { answer, type FromApp } from '../../../shared/contract/wire.ts';
import { FakeFrame, FakeWebContents, ipcMain } from '../../support/fake-electron.ts';
import { type StartedShell, startShell } from '../../support/shell.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

let shell: StartedShell;
beforeAll(async () => {
  shell = await startShell();
});
afterAll(() => shell.close());
beforeEach(() => {
  shell.window.webContents.sent = [];
  shell.window.destroyed = false;
});

/** What was answered, once everything asked so far has been. */
async function answers(count: number): Promise<FromApp[]> {
  await vi.waitFor(() => expect(sent().length).toBeGreaterThanOrEqual(count), 10_000);
  return sent();
}
function sent(): FromApp[] {
  return shell.window.webContents.sent
    .map(({ message }) => message as FromApp)
    .filter((message) => !('event' in message));
}
const info = { id: 7, call: 'app.info', input: {} };

describe('the channel', () => {
  it('answers our page', async () => {
    shell.send(info);
    const [first] = await answers(1);
    expect(first).toMatchObject({ id: 7, output: { shell: 'electron', name: 'Pretext Studio' } });
    expect(shell.window.webContents.sent[0]?.channel).toBe('pretext');
  });

  it('tells the window of events', () => {
    shell.studio.events.changed(null, 'settings');
    const event = { type: 'changed', project: null, what: 'settings' };
    expect(shell.window.webContents.sent).toEqual([{ channel: 'pretext', message: { event } }]);
  });

  const main = (): FakeFrame => shell.window.webContents.mainFrame;
  const strangers: [string, () => Record<string, unknown>][] = [
    ['an iframe of our page', () => ({ senderFrame: new FakeFrame({ parent: main() }) })],
    ['another frame with our origin', () => ({ senderFrame: new FakeFrame() })],
    ['a frame that has gone', () => ({ senderFrame: null })],
    ['another window', () => ({ sender: new FakeWebContents() })],
    [
      'another window’s frame',
      () => ({ sender: new FakeWebContents(), senderFrame: new FakeFrame() }),
    ],
  ];
  it.each(strangers)('hears nothing from %s', async (_, as) => {
    shell.send({ ...info, id: 8 }, as());
    shell.send(info);
    expect(await answers(1)).toMatchObject([{ id: 7 }]);
  });

  const pages: [string, string][] = [
    ['https://example.org', 'https://example.org/'],
    ['https://app', 'https://app/'],
    ['null', 'pretext://app/'],
    ['pretext://app', 'pretext://other/'],
    ['pretext://app.example.org', 'pretext://app.example.org/'],
    ['pretext://app:81', 'pretext://app:81/'],
    ['pretext://app', 'pretext://user@app/'],
    ['file://', 'file:///index.html'],
    ['pretext://app', 'about:blank'],
    ['pretext://app', ''],
    ['pretext://app', 'data:text/html,x'],
    ['pretexts://app', 'pretexts://app/'],
  ];
  it.each(pages)(
    'hears nothing while the window shows origin %s, address %s',
    async (origin, url) => {
      const before = main();
      shell.window.webContents.mainFrame = new FakeFrame({ origin, url });
      shell.send({ ...info, id: 8 });
      shell.window.webContents.mainFrame = before;
      shell.send(info);
      expect(await answers(1)).toMatchObject([{ id: 7 }]);
    },
  );

  it('hears nothing from a window that has been destroyed', () => {
    shell.window.destroyed = true;
    shell.send(info);
    shell.studio.events.changed(null, 'settings');
    expect(shell.window.webContents.sent).toEqual([]);
  });

  it('has no other listeners', () => {
    expect(ipcMain.eventNames()).toEqual(['pretext']);
  });

  it('takes 1,000 payloads of any shape: none is accepted that should not be, none is fatal', async () => {
    const names = Object.keys(calls);
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withTypedArray: true,
    });
    const payload = fc.oneof(
      anything,
      fc.record({ id: fc.oneof(fc.nat(), anything), call: anything, input: anything }),
      fc.record({
        id: fc.integer({ min: 1, max: 1e9 }),
        call: fc.oneof(
          fc.constantFrom(...names),
          fc.string(),
          fc.constantFrom('__proto__', 'toString', 'constructor'),
        ),
        input: fc.oneof(fc.constant({ __unknown: 1 }), anything),
        more: anything,
      }),
    );
    // A call that there is, with an input that none takes: they are all strict objects.
    const wrongInput = fc.record({
      id: fc.nat(),
      call: fc.constantFrom(...names),
      input: fc.oneof(
        anything.map((value) => [value]),
        fc.string(),
        fc.double(),
        fc.constantFrom(null, true),
        fc.dictionary(fc.string(), anything).map((fields) => ({ ...fields, unheardOf: 1 })),
      ),
    });
    const payloads = fc
      .sample(fc.oneof(payload, wrongInput), 1100)
      .filter((each) => isCloneable(each));
    for (const each of payloads) shell.send(each);
    const all = await answers(payloads.length);
    expect(payloads.length).toBeGreaterThanOrEqual(1000);
    expect(all).toHaveLength(payloads.length);
    for (const each of all) expect(answer.safeParse(each).success).toBe(true);
    const accepted = all.filter((each) => !('error' in each));
    expect(accepted).toEqual([]);
    shell.send(info);
    await vi.waitFor(() => expect(sent().at(-1)).toMatchObject({ id: 7 }));
  });
});

/** What Electron could have carried here at all. */
function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
