import { app, Menu } from 'electron';
import type { Studio } from '../../app/studio/studio.ts';
import { type MenuParts, menuTemplate } from './menu.ts';

/** Shows the menu and the system's list of recent documents, which follow the list of projects. */
export function showMenu(
  studio: Studio,
  parts: Pick<MenuParts, 'command' | 'open' | 'openOutside'>,
): void {
  let shown = '';
  const show = (): void => {
    const recent = studio.recent.all().map(({ name, path }) => ({ name, path }));
    if (JSON.stringify(recent) === shown) return;
    shown = JSON.stringify(recent);
    const [newest] = recent;
    if (newest === undefined) app.clearRecentDocuments();
    else app.addRecentDocument(newest.path);
    const isMac = process.platform === 'darwin';
    const template = menuTemplate({ ...parts, isMac, isPackaged: app.isPackaged, recent });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  show();
  studio.events.listen((event) => {
    if (event.type === 'changed' && event.what === 'projects') show();
  });
}
