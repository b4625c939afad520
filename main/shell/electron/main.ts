/** Electron starts here. One app a person: a second start hands its files to the first and ends. */
import path from 'node:path';
import { app, protocol } from 'electron';
import { studioHome } from '../../app/studio/home.ts';
import { schemePrivileges } from './address.ts';
import { giveUp, startApp } from './start-app.ts';

// Chromium's own files lie apart from the settings that all shells share.
app.setPath('userData', path.join(studioHome(), 'window'));
app.setAppUserModelId('studio.pretext.app');
app.enableSandbox();
protocol.registerSchemesAsPrivileged([schemePrivileges]);
if (app.requestSingleInstanceLock()) startApp().catch(giveUp);
else app.quit();
