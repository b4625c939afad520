/** Runs in the window's sandbox before its page: offers the page the bridge, and nothing of Electron. */
import type { Bridge } from '../../../shared/contract/bridge.ts' with {
  'resolution-mode': 'import',
};

const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron');

const channel = 'pretext';
type Message = Parameters<Parameters<Bridge['onMessage']>[0]>[0];

const messages = new Set<(message: Message) => void>();
const commands = new Set<(command: string) => void>();
/** Commands that came before the page listened. */
const early: string[] = [];

ipcRenderer.on(channel, (_, message: Message | { command: string }) => {
  if (!('command' in message)) for (const listener of messages) listener(message);
  else if (commands.size === 0) early.push(message.command);
  else for (const listener of commands) listener(message.command);
});

const bridge: Bridge = {
  send: ({ id, call, input }) => ipcRenderer.send(channel, { id, call, input }),
  onMessage(listener) {
    messages.add(listener);
    return () => void messages.delete(listener);
  },
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  onCommand(listener) {
    commands.add(listener);
    for (const command of early.splice(0)) listener(command);
    return () => void commands.delete(listener);
  },
};

contextBridge.exposeInMainWorld('pretext', bridge);
