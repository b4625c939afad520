import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SavedWindowState } from '../../../main/shell/electron/window-state.ts';
import { resetElectron, screen } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

let folder: string;
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(path.join(tmpdir(), 'pretext-window-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(log: (text: string) => void = () => undefined): SavedWindowState {
  return new SavedWindowState(folder, log);
}
const usual = { width: 1360, height: 880 };
function save(
  bounds: { x: number; y: number; width: number; height: number },
  maximized = false,
): void {
  open().save({ getNormalBounds: () => bounds, isMaximized: () => maximized });
}

describe('where the window is', () => {
  it('is kept from one start to the next', () => {
    expect(open().bounds).toEqual(usual);
    const bounds = { x: 50, y: 60, width: 1000, height: 700 };
    save(bounds, true);
    expect(open().bounds).toEqual(bounds);
    expect(open().maximized).toBe(true);
  });

  it.each([
    ['left of all screens', { x: -990, y: 60 }],
    ['right of all screens', { x: 1900, y: 60 }],
    ['above', { x: 50, y: -20 }],
    ['below', { x: 50, y: 1050 }],
  ])('is forgotten when that is %s; its size is not', (_, place) => {
    save({ ...place, width: 1000, height: 700 });
    expect(open().bounds).toEqual({ width: 1000, height: 700 });
  });

  it('may be on another screen', () => {
    screen.displays.push({ workArea: { x: -2000, y: -100, width: 2000, height: 1000 } });
    const bounds = { x: -1500, y: -50, width: 1000, height: 700 };
    save(bounds);
    expect(open().bounds).toEqual(bounds);
  });

  it.each([
    '',
    '{"bounds":',
    '{"bounds":{"x":"0"}}',
    '{"bounds":null,"maximized":false,"preload":"x"}',
    '{"bounds":{"x":1e99,"y":0,"width":1,"height":1},"maximized":true}',
  ])('is as at first when its file is %j, which is set aside', (text) => {
    writeFileSync(path.join(folder, 'window.json'), text);
    const log = vi.fn();
    expect(open(log).bounds).toEqual(usual);
    expect(log).toHaveBeenCalledOnce();
    const [aside = ''] = readdirSync(folder);
    expect(readFileSync(path.join(folder, aside), 'utf8')).toBe(text);
  });
});
