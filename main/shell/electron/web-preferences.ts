import path from 'node:path';
import type { WebPreferences } from 'electron';

/** What a window's page may do: as little as can be. Electron's defaults are written out, so that they stay. */
export function webPreferences(isPackaged: boolean): WebPreferences {
  return {
    preload: path.join(import.meta.dirname, 'preload.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false, // its dictionaries come from a server
    devTools: !isPackaged,
  };
}
