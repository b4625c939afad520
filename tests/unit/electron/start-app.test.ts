import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  Notification,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  shell,
} from '../../support/fake-electron.ts';
import { type StartedShell, startShell } from '../../support/shell.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

let started: StartedShell;
beforeEach(async () => {
  started = await startShell();
});
afterEach(() => started.close());

/** Commands that the window's page was sent. */
function commands(): unknown[] {
  return started.window.webContents.sent
    .map(({ message }) => message)
    .filter((message) => (message as object) !== null && 'command' in (message as object));
}
async function called(call: string, input: unknown): Promise<unknown> {
  started.window.webContents.sent = [];
  started.send({ id: 5, call, input });
  return await vi.waitFor(() => {
    const found = started.window.webContents.sent.find(
      ({ message }) => (message as { id?: number }).id === 5,
    );
    if (found === undefined) throw new Error('no answer yet');
    return found.message;
  });
}

describe('the shell', () => {
  it('shows its one window when there is something to see', () => {
    expect(BrowserWindow.all).toHaveLength(1);
    expect(started.window.options.show).toBe(false);
    expect(started.window.visible).toBe(false);
    started.window.emit('ready-to-show');
    expect(started.window.visible).toBe(true);
  });

  it('keeps where the window was', () => {
    started.window.bounds = { x: 1, y: 2, width: 1000, height: 700 };
    started.window.emit('close', { preventDefault: () => undefined });
    const file = path.join(started.home, 'window/window.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ bounds: { x: 1, width: 1000 } });
  });

  it('opens the projects that a second start is given, in the window that is there', async () => {
    const folder = path.join(started.home, 'Leaves.pretext');
    started.studio.createProject(folder);
    started.window.minimized = true;
    app.emit(
      'second-instance',
      {},
      ['/opt/app', '--flag', 'Leaves.pretext', 'other.txt'],
      started.home,
    );
    expect(started.window).toMatchObject({ minimized: false, visible: true, focused: true });
    expect(commands()).toEqual([
      { command: expect.stringMatching(/^project:[0-9a-f]{16}$/) as string },
    ]);
    expect(BrowserWindow.all).toHaveLength(1);
  });

  it('opens a project that the system hands over, by any file that means it', () => {
    const folder = path.join(started.home, 'Leaves.pretext');
    started.studio.createProject(folder);
    const preventDefault = vi.fn();
    for (const file of [
      folder,
      path.join(folder, 'project.db'),
      path.join(started.home, 'a.txt'),
    ]) {
      app.emit('open-file', { preventDefault }, file);
    }
    expect(preventDefault).toHaveBeenCalledTimes(3);
    expect(commands()).toHaveLength(2);
  });

  it('holds commands back until the page is there', () => {
    const folder = path.join(started.home, 'Leaves.pretext');
    started.studio.createProject(folder);
    started.window.webContents.loading = true;
    app.emit('open-file', { preventDefault: () => undefined }, folder);
    expect(commands()).toEqual([]);
    started.window.webContents.loading = false;
    started.window.webContents.emit('did-finish-load');
    expect(commands()).toHaveLength(1);
  });

  it('says why a project cannot be opened', () => {
    app.emit(
      'open-file',
      { preventDefault: () => undefined },
      path.join(started.home, 'None.pretext'),
    );
    expect(dialog.errors).toHaveLength(1);
    expect(dialog.errors[0]?.title).toBe('This project cannot be opened');
    expect(commands()).toEqual([]);
  });

  it('keeps the menu and the system’s recent documents as the list of projects is', () => {
    const folder = path.join(started.home, 'Leaves.pretext');
    started.studio.createProject(folder);
    expect(JSON.stringify(Menu.current)).toContain('Leaves');
    expect(app.recent).toEqual([folder]);
  });

  it('opens dialogs and folders for the app', async () => {
    dialog.answers = [0];
    dialog.paths = ['/data'];
    expect(await called('app.choosePaths', { what: 'data' })).toMatchObject({
      output: { paths: ['/data'] },
    });
    expect(dialog.opened[0]?.properties).toEqual(['openDirectory', 'multiSelections']);
    dialog.answers = [1];
    await called('app.choosePaths', { what: 'data' });
    expect(dialog.opened[1]?.properties).toEqual(['openFile', 'multiSelections']);
    dialog.answers = [2];
    expect(await called('app.choosePaths', { what: 'data' })).toMatchObject({
      output: { paths: [] },
    });
    expect(dialog.opened).toHaveLength(2);
    dialog.paths = [];
    for (const what of ['labels', 'project', 'destination']) {
      expect(await called('app.choosePaths', { what })).toMatchObject({ output: { paths: [] } });
    }
    expect(dialog.opened.slice(2).map(({ properties }) => properties[0])).toEqual([
      'openFile',
      'openDirectory',
      'openDirectory',
    ]);
    await started.studio.shell.reveal?.('/exports/a.onnx');
    expect(shell.shown).toEqual(['/exports/a.onnx']);
    await started.studio.shell.drag?.(['/exports/a.onnx', '/exports/labels.txt']);
    expect(started.window.webContents.drags).toEqual([
      { file: '/exports/a.onnx', files: ['/exports/a.onnx', '/exports/labels.txt'] },
    ]);
  });

  it('is as dark as the settings say', () => {
    started.studio.changeSettings({ theme: 'dark' });
    expect(nativeTheme.themeSource).toBe('dark');
  });

  it('offers to open the window again when its process has died, while the app goes on', async () => {
    dialog.answers = [0];
    started.window.webContents.emit(
      'render-process-gone',
      {},
      { reason: 'crashed', exitCode: 139 },
    );
    await vi.waitFor(() => expect(started.window.loaded).toHaveLength(2));
    dialog.answers = [1];
    started.window.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 });
    await vi.waitFor(() => expect(app.quits).toBe(1));
    started.window.webContents.emit(
      'render-process-gone',
      {},
      { reason: 'clean-exit', exitCode: 0 },
    );
    expect(dialog.asked).toHaveLength(2);
    expect(readFileSync(path.join(started.home, 'window/log.txt'), 'utf8')).toContain('crashed');
  });
});

describe('while a job runs', () => {
  interface Predicted {
    kind: 'predict';
    target: 'class';
    predictions: number;
    skipped: number;
  }
  const end = Promise.withResolvers<Predicted>();
  function start(work: Promise<Predicted>): string {
    return started.studio.startJob({
      kind: 'predict',
      project: null,
      async work({ signal, reporter }) {
        reporter.progress({ stage: 'predicting', share: 0.5 });
        const aborted = new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
        return await Promise.race([work, aborted]);
      },
    }).job;
  }

  it('shows progress, keeps the machine awake, and says when it has ended unseen', async () => {
    const job = start(end.promise);
    expect(powerSaveBlocker.active.size).toBe(1);
    await vi.waitFor(() =>
      expect(started.window.progress.at(-1)).toEqual({ value: 0.5, mode: 'normal' }),
    );
    started.studio.jobs.pause(job);
    await vi.waitFor(() => expect(powerSaveBlocker.active.size).toBe(0));
    expect(started.window.progress.at(-1)?.mode).toBe('paused');
    started.studio.jobs.resume(job);
    await vi.waitFor(() => expect(powerSaveBlocker.active.size).toBe(1));
    end.resolve({ kind: 'predict', target: 'class', predictions: 1, skipped: 0 });
    await vi.waitFor(() =>
      expect(Notification.shown.map(({ title }) => title)).toEqual(['Prediction: Finished']),
    );
    await vi.waitFor(() => expect(powerSaveBlocker.active.size).toBe(0));
    expect(started.window.progress.at(-1)?.value).toBe(-1);
    Notification.shown[0]?.emit('click');
    expect(started.window.focused).toBe(true);
  });

  it('says nothing to a person who is looking, nor of what they stopped themselves', async () => {
    Object.assign(started.window, { visible: true, focused: true });
    await started.studio.jobs.ended(
      start(Promise.resolve({ kind: 'predict', target: 'class', predictions: 1, skipped: 0 })),
    );
    started.window.visible = false;
    const stopped = start(new Promise(() => undefined));
    started.studio.jobs.cancel(stopped);
    await started.studio.jobs.ended(stopped);
    expect(Notification.shown).toEqual([]);
  });

  it('tells of a failure with its reason', async () => {
    const failed = start(Promise.reject(new Error('broken')));
    await started.studio.jobs.ended(failed);
    await vi.waitFor(() => expect(Notification.shown).toHaveLength(1));
    expect(Notification.shown[0]).toMatchObject({ title: 'Prediction: It did not work' });
    expect(Notification.shown[0]?.body).not.toContain('broken');
  });

  it('asks before it closes, and stops and saves when told to', async () => {
    const job = start(new Promise(() => undefined));
    const preventDefault = vi.fn();
    started.window.emit('close', { preventDefault });
    await vi.waitFor(() => expect(dialog.asked).toHaveLength(1));
    await new Promise((resolve) => setImmediate(resolve)); // the answer, Cancel, arrives
    expect(started.studio.jobs.get(job).state).toBe('running');
    dialog.answers = [0];
    app.emit('before-quit', { preventDefault });
    await vi.waitFor(() => expect(app.quits).toBe(1));
    expect(preventDefault).toHaveBeenCalledTimes(2);
    expect(started.studio.jobs.get(job).state).toBe('cancelled');
    await vi.waitFor(() => expect(powerSaveBlocker.active.size).toBe(0));
  });

  it('saves without a question when the system shuts down', async () => {
    const job = start(new Promise(() => undefined));
    powerMonitor.emit('shutdown', { preventDefault: () => undefined });
    await vi.waitFor(() => expect(app.quits).toBe(1));
    expect(dialog.asked).toEqual([]);
    expect(started.studio.jobs.get(job).state).toBe('cancelled');
    expect(existsSync(path.join(started.home, 'settings.json'))).toBe(false);
  });
});
