import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askToStop } from '../../../main/shell/electron/close-question.ts';
import { Leaving } from '../../../main/shell/electron/leaving.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { app, dialog, resetElectron } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

const job = { job: 'a'.repeat(16), kind: 'pretrain', share: 0.42, state: 'running' } as Job;
let underWay: Job[];
let ask: ReturnType<typeof vi.fn<() => Promise<boolean>>>;
let save: ReturnType<typeof vi.fn<() => Promise<void>>>;
let log: ReturnType<typeof vi.fn<(text: string) => void>>;
let leaving: Leaving;

beforeEach(() => {
  resetElectron();
  underWay = [];
  ask = vi.fn(async () => true);
  save = vi.fn(async () => undefined);
  log = vi.fn();
  leaving = new Leaving({ underWay: () => underWay, ask, save, log });
});

/** Closes the window, as a person does. @returns whether it stayed */
function close(): boolean {
  const preventDefault = vi.fn();
  leaving.hold({ preventDefault });
  return preventDefault.mock.calls.length > 0;
}
const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('leaving', () => {
  it('saves without a question when nothing runs, and then ends', async () => {
    expect(close()).toBe(true);
    await settled();
    expect(ask).not.toHaveBeenCalled();
    expect(save).toHaveBeenCalledOnce();
    expect(app.quits).toBe(1);
    expect(close()).toBe(false);
  });

  it('asks when something runs, saves when told to stop', async () => {
    underWay = [job];
    close();
    await settled();
    expect(ask).toHaveBeenCalledOnce();
    expect([save.mock.calls.length, app.quits]).toEqual([1, 1]);
  });

  it('stays when the person cancels, and asks again the next time', async () => {
    underWay = [job];
    ask.mockResolvedValueOnce(false);
    close();
    await settled();
    expect([save.mock.calls.length, app.quits]).toEqual([0, 0]);
    close();
    await settled();
    expect(ask).toHaveBeenCalledTimes(2);
    expect(app.quits).toBe(1);
  });

  it('asks once and saves once, however often it is closed meanwhile', async () => {
    underWay = [job];
    for (let i = 0; i < 3; i++) expect(close()).toBe(true);
    await settled();
    for (let i = 0; i < 3; i++) close();
    expect([ask.mock.calls.length, save.mock.calls.length, app.quits]).toEqual([1, 1, 1]);
  });

  it('waits for the end of saving before it lets the window go', async () => {
    const saved = Promise.withResolvers<undefined>();
    save.mockReturnValue(saved.promise);
    close();
    await settled();
    expect(close()).toBe(true);
    expect(app.quits).toBe(0);
    saved.resolve(undefined);
    await settled();
    expect(app.quits).toBe(1);
  });

  it('does not ask while the system shuts down, not even when it is asking', async () => {
    underWay = [job];
    ask.mockReturnValue(new Promise(() => undefined));
    close();
    const preventDefault = vi.fn();
    leaving.now({ preventDefault });
    await settled();
    expect(preventDefault).toHaveBeenCalledOnce();
    expect([save.mock.calls.length, app.quits]).toEqual([1, 1]);
  });

  it('ends even when saving fails, which is logged', async () => {
    save.mockRejectedValue(new Error('no space'));
    close();
    await settled();
    expect(log).toHaveBeenCalledWith(expect.stringContaining('no space'));
    expect(app.quits).toBe(1);
  });

  it('stays when the question cannot be asked', async () => {
    underWay = [job];
    ask.mockRejectedValue(new Error('no dialog'));
    close();
    await settled();
    expect([save.mock.calls.length, app.quits]).toEqual([0, 0]);
  });
});

describe('the question', () => {
  it('offers to stop and save, or to stay; staying is what Escape and Enter mean', async () => {
    dialog.answers = [0];
    expect(await askToStop(null, [job])).toBe(true);
    expect(await askToStop(null, [job])).toBe(false);
    expect(dialog.asked[0]).toMatchObject({
      buttons: ['Stop and Save', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      detail: expect.stringContaining('Pretraining, 42 %') as string,
    });
  });
});
