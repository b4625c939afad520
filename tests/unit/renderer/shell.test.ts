import { describe, expect, it, vi } from 'vitest';
import { refusalOf } from '../../../renderer/src/connection/refusal.ts';
import { AtMostEvery } from '../../../renderer/src/pretrain/at-most-every.ts';
import { judgedOf } from '../../../renderer/src/pretrain/judged.ts';
import { stepOf } from '../../../renderer/src/shell/commands.ts';
import { matchesKeys, shownKeys } from '../../../renderer/src/state/keys.ts';
import { menuCommands } from '../../../shared/contract/commands.ts';

const project = '0123456789abcdef';

describe('commands of the native menu', () => {
  it('each means something inside a project', () => {
    const steps = menuCommands.map((command) => stepOf(command, project));
    expect(steps).not.toContain(null);
    expect(new Set(steps.map((step) => JSON.stringify(step))).size).toBe(menuCommands.length);
  });

  it('show dialogs and screens on every screen', () => {
    for (const shown of [project, null]) {
      expect(stepOf('new-project', shown)).toEqual({ do: 'show-dialog', dialog: 'new-project' });
      expect(stepOf('open-project', shown)).toEqual({ do: 'show-dialog', dialog: 'open-project' });
      expect(stepOf('cheat-sheet', shown)).toEqual({ do: 'show-dialog', dialog: 'shortcuts' });
      expect(stepOf('glossary', shown)).toEqual({ do: 'show-dialog', dialog: 'glossary' });
      expect(stepOf('home', shown)).toEqual({ do: 'go', to: 'home' });
      expect(stepOf('settings', shown)).toEqual({ do: 'go', to: 'settings' });
    }
  });

  it('undo and redo what the screen has keys for', () => {
    expect(stepOf('undo', project)).toEqual({ do: 'press', keys: 'Ctrl Z', edit: 'undo' });
    expect(stepOf('redo', null)).toEqual({ do: 'press', keys: 'Ctrl Shift Z', edit: 'redo' });
  });

  it('import into the project shown, and nowhere else', () => {
    expect(stepOf('import-data', project)).toEqual({ do: 'go-to-data', project, importing: true });
    expect(stepOf('import-data', null)).toBeNull();
  });

  it('show a project that the shell has opened', () => {
    const step = { do: 'go-to-data', project, importing: false };
    expect(stepOf(`project:${project}`, null)).toEqual(step);
    expect(stepOf(`project:${project}`, 'fedcba9876543210')).toEqual(step);
  });

  it('do nothing when they are unknown', () => {
    for (const command of ['', 'quit', 'project:', 'project:../etc', 'toString', 'constructor']) {
      expect(stepOf(command, project)).toBeNull();
    }
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<Parameters<typeof matchesKeys>[1]> = {}) => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    ...more,
  });

  it('are matched with what is held down', () => {
    expect(matchesKeys('Ctrl Z', press('z', { ctrlKey: true }))).toBe(true);
    expect(matchesKeys('Ctrl Z', press('z', { metaKey: true }))).toBe(true);
    expect(matchesKeys('Ctrl Z', press('z'))).toBe(false);
    expect(matchesKeys('Ctrl Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(matchesKeys('Ctrl Shift Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(matchesKeys('Ctrl Shift Z', press('y', { ctrlKey: true }))).toBe(true);
    expect(matchesKeys('ArrowLeft', press('ArrowLeft'))).toBe(true);
    expect(matchesKeys('ArrowLeft', press('ArrowLeft', { shiftKey: true }))).toBe(false);
  });

  it('are letters whatever their case, and signs however they are typed', () => {
    expect(matchesKeys('S', press('s'))).toBe(true);
    expect(matchesKeys('S', press('S', { shiftKey: true }))).toBe(false);
    expect(matchesKeys('?', press('?', { shiftKey: true }))).toBe(true);
    expect(matchesKeys('+', press('+', { shiftKey: true }))).toBe(true);
    expect(matchesKeys('Space', press(' '))).toBe(true);
  });

  it('are shown as people know them', () => {
    expect(shownKeys('ArrowLeft')).toEqual(['←']);
    expect(shownKeys('Shift ArrowUp')).toEqual(['Shift', '↑']);
    expect(shownKeys('Ctrl Z')).toEqual(['Ctrl', 'Z']);
  });
});

describe('what the server says no with', () => {
  it('is its own sentence and remedy', () => {
    const error = {
      code: 'already-exists',
      message: 'a.png was sent twice.',
      remedy: 'Rename one.',
      path: null,
    };
    const refusal = refusalOf(409, JSON.stringify({ error }));
    expect(refusal).toMatchObject({ ...error, path: undefined });
  });

  it('is a plain sentence, or the status where there is none', () => {
    expect(refusalOf(403, 'Pages of other sites have no access.\n')).toMatchObject({
      code: 'unauthorized',
      message: 'Pages of other sites have no access.',
    });
    expect(refusalOf(502, '').message).toContain('502');
    expect(refusalOf(500, '{"error":{"code":"made-up"}}').code).toBe('internal');
  });
});

describe('guesses at the task', () => {
  it('are taken apart', () => {
    expect(judgedOf('wrong: 90°, 83 % sure')).toEqual({
      kind: 'wrong',
      text: '90°',
      sure: '83 % sure',
    });
    expect(judgedOf('right')).toEqual({ kind: 'right', text: '', sure: null });
    expect(judgedOf('90°')).toEqual({ kind: 'said', text: '90°', sure: null });
    expect(judgedOf(null)).toBeNull();
  });

  it('are asked for at once, then seldom, and without waiting at the end', () => {
    vi.useFakeTimers();
    try {
      const work = vi.fn();
      const seldom = new AtMostEvery(20_000, work);
      for (let second = 0; second < 45; second++) {
        seldom.ask();
        vi.advanceTimersByTime(1000);
      }
      expect(work).toHaveBeenCalledTimes(3);
      seldom.now();
      expect(work).toHaveBeenCalledTimes(4);
      seldom.ask();
      seldom.end();
      vi.advanceTimersByTime(60_000);
      expect(work).toHaveBeenCalledTimes(4);
    } finally {
      vi.useRealTimers();
    }
  });
});
