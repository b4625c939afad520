import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../../shared/contract/bridge.ts';

const file = path.join(import.meta.dirname, '../../../main/shell/electron/preload.cts');
const source = stripTypeScriptTypes(readFileSync(file, 'utf8'));

let exposed: Record<string, unknown>;
let ipc: EventEmitter & { send: ReturnType<typeof vi.fn> };

/** Runs the script as a sandboxed window does: it can have `electron`, and no other module. */
beforeEach(() => {
  exposed = {};
  ipc = Object.assign(new EventEmitter(), { send: vi.fn() });
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => (exposed[name] = api) },
    ipcRenderer: ipc,
    webUtils: { getPathForFile: (given: { where: string }) => given.where },
  };
  const require = (name: string): unknown => {
    if (name !== 'electron') throw new Error(`a sandbox has no ${name}`);
    return electron;
  };
  runInNewContext(source, { require, exports: {}, module: {} });
});
const bridge = (): Bridge => exposed['pretext'] as Bridge;

describe('the preload script', () => {
  it('exposes the bridge and nothing else', () => {
    expect(Object.keys(exposed)).toEqual(['pretext']);
    expect(Object.keys(bridge()).sort()).toEqual(['onCommand', 'onMessage', 'pathOf', 'send']);
  });

  it('sends requests over one channel, without what is not part of them', () => {
    const request = { id: 1, call: 'app.info', input: {}, more: 'x' };
    bridge().send(request);
    expect(ipc.send.mock.calls).toEqual([['pretext', { id: 1, call: 'app.info', input: {} }]]);
  });

  it('hands over messages without Electron’s event, until told not to', () => {
    const listener = vi.fn();
    const end = bridge().onMessage(listener);
    ipc.emit('pretext', { sender: ipc }, { id: 1, output: {} });
    end();
    ipc.emit('pretext', { sender: ipc }, { id: 2, output: {} });
    expect(listener.mock.calls).toEqual([[{ id: 1, output: {} }]]);
  });

  it('keeps commands that came before anybody listened', () => {
    ipc.emit('pretext', {}, { command: 'settings' });
    const listener = vi.fn();
    const end = bridge().onCommand(listener);
    ipc.emit('pretext', {}, { command: 'undo' });
    end();
    expect(listener.mock.calls).toEqual([['settings'], ['undo']]);
  });

  it('knows where a dropped file lies', () => {
    expect(bridge().pathOf({ where: '/data/a.png' })).toBe('/data/a.png');
  });
});
