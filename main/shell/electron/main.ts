/** Electron starts here. One app a person: a second start hands its files to the first and ends. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, protocol } from 'electron';
import { studioHome } from '../../app/studio/home.ts';
import { schemePrivileges } from './address.ts';
import { giveUp, startApp } from './start-app.ts';

// Chromium's own files lie apart from the settings that all shells share.
const folder = path.join(studioHome(), 'window');
mkdirSync(folder, { recursive: true }); // Electron refuses a folder that is not there
app.setPath('userData', folder);
app.setAppUserModelId('studio.pretext.app');
app.enableSandbox();
protocol.registerSchemesAsPrivileged([schemePrivileges]);
if (app.requestSingleInstanceLock()) startApp().catch(giveUp);
else app.quit();
