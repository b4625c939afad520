import path from 'node:path';
import { app, dialog, nativeTheme, powerMonitor, session } from 'electron';
import { messageOf } from '../../../shared/errors.ts';
import { Router } from '../../app/router/router.ts';
import { studioHome } from '../../app/studio/home.ts';
import { Studio } from '../../app/studio/studio.ts';
import { StaticFiles } from '../web/static-files.ts';
import { abilities } from './abilities.ts';
import { Attention } from './attention.ts';
import { serveChannel } from './channel.ts';
import { askToStop } from './close-question.ts';
import { openOutside } from './external.ts';
import { Leaving } from './leaving.ts';
import { logFile } from './log-file.ts';
import { guardNavigation } from './navigation.ts';
import { blockNetwork } from './network.ts';
import { openProject } from './open-project.ts';
import { guardPermissions } from './permissions.ts';
import { projectFolderOf, projectsAmong } from './project-files.ts';
import { serveProtocol } from './protocol.ts';
import { showMenu } from './show-menu.ts';
import { StudioWindow } from './studio-window.ts';
import { texts } from './texts.ts';
import { spawnUtilityDecoder } from './utility/decoder.ts';
import { utilityHost } from './utility/training-host.ts';
import { surviveCrash } from './window-crash.ts';
import { SavedWindowState } from './window-state.ts';

const rendererFolder = path.join(import.meta.dirname, '../../../renderer/dist');

/** Starts the app once Electron is ready. The first of its kind: a second start only hands over its files. */
export async function startApp(): Promise<Studio> {
  const folder = app.getPath('userData');
  const log = logFile(folder);
  process.on('unhandledRejection', (error) => log(`unhandled: ${String(error)}`));
  const wanted: string[] = projectsAmong(process.argv, process.cwd());
  let open = (file: string): void => void wanted.push(file);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    const project = projectFolderOf(file);
    if (project !== null) open(project);
  });
  guardNavigation(log);
  await app.whenReady();

  const window = new StudioWindow(new SavedWindowState(folder, log), log);
  const studio = new Studio({
    home: studioHome(),
    shell: abilities(() => window.current),
    hostFor: utilityHost,
    spawnDecoder: spawnUtilityDecoder,
    log,
  });
  guardPermissions(session.defaultSession);
  blockNetwork(session.defaultSession, !app.isPackaged);
  serveProtocol(studio, new StaticFiles(rendererFolder));
  serveChannel(new Router(studio), studio, () => window.current);

  const attention = new Attention(studio, window);
  const leaving = new Leaving({
    underWay: () => studio.jobs.underWay,
    ask: (jobs) => askToStop(window.current, jobs),
    async save() {
      attention.close();
      await studio.close();
    },
    log,
  });
  app.on('before-quit', leaving.hold);
  app.on('window-all-closed', () => app.quit());
  powerMonitor.on('shutdown', leaving.now);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => leaving.now());

  const command = window.send.bind(window);
  open = (file) => {
    window.show();
    openProject(studio, file, command);
  };
  app.on('second-instance', (_, argv, workingDirectory) => {
    window.show();
    for (const file of projectsAmong(argv, workingDirectory)) open(file);
  });
  app.on('activate', () => window.show());
  followTheme(studio);
  showMenu(studio, { command, open, openOutside: (address) => openOutside(address, log) });

  const opened = window.open();
  opened.on('close', leaving.hold);
  opened.on('query-session-end', () => leaving.now());
  surviveCrash(opened, { reload: () => window.load(), quit: () => app.quit() }, log);
  for (const file of wanted) openProject(studio, file, command);
  return studio;
}

/** The app cannot start: says why and ends. */
export function giveUp(error: unknown): void {
  dialog.showErrorBox(texts.cannotStart, messageOf(error));
  app.exit(1);
}

/** Native parts are as dark as the window. */
function followTheme(studio: Studio): void {
  const follow = (): void => {
    nativeTheme.themeSource = studio.settings.theme;
  };
  follow();
  studio.events.listen((event) => {
    if (event.type === 'changed' && event.what === 'settings') follow();
  });
}
