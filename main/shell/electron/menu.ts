import type { MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '../../../shared/contract/commands.ts';
import { texts } from './texts.ts';

const paper = 'https://arxiv.org/abs/2304.12210';
const shownRecent = 10;

export interface MenuParts {
  isMac: boolean;
  /** Whether developers' tools are there. */
  isPackaged: boolean;
  recent: readonly { name: string; path: string }[];
  command: (command: WindowCommand) => void;
  open: (folder: string) => void;
  openOutside: (address: string) => void;
}

/** The native menu. What it does is a command to the window, which has the means. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const { menu } = texts;
  const item = (
    label: string,
    command: WindowCommand,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label,
    click: () => parts.command(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  /** The window hears the keys itself: in a text field they mean the text. */
  const shownOnly = (label: string, command: WindowCommand, accelerator: string) => ({
    ...item(label, command, accelerator),
    registerAccelerator: false,
  });
  const settings = item(menu.settings, 'settings', 'CmdOrCtrl+,');
  return [
    ...(parts.isMac ? [macAppMenu(settings)] : []),
    {
      label: menu.file,
      submenu: [
        item(menu.newProject, 'new-project', 'CmdOrCtrl+N'),
        item(menu.openProject, 'open-project', 'CmdOrCtrl+O'),
        { label: menu.recent, submenu: recentItems(parts) },
        { type: 'separator' },
        item(menu.importData, 'import-data', 'CmdOrCtrl+I'),
        { type: 'separator' },
        ...(parts.isMac
          ? [{ role: 'close' as const }]
          : [settings, { type: 'separator' as const }, { role: 'quit' as const }]),
      ],
    },
    {
      label: menu.edit,
      submenu: [
        shownOnly(menu.undo, 'undo', 'CmdOrCtrl+Z'),
        shownOnly(menu.redo, 'redo', parts.isMac ? 'Shift+Cmd+Z' : 'Ctrl+Y'),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: menu.view,
      submenu: [
        item(menu.home, 'home', 'CmdOrCtrl+Shift+H'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(parts.isPackaged
          ? []
          : [
              { type: 'separator' as const },
              { role: 'reload' as const },
              { role: 'toggleDevTools' as const },
            ]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      label: menu.help,
      submenu: [
        item(menu.shortcuts, 'cheat-sheet'),
        item(menu.glossary, 'glossary'),
        { type: 'separator' },
        { label: menu.website, click: () => parts.openOutside(paper) },
      ],
    },
  ];
}

function macAppMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}

function recentItems({ recent, open }: MenuParts): MenuItemConstructorOptions[] {
  if (recent.length === 0) return [{ label: texts.menu.noRecent, enabled: false }];
  return recent.slice(0, shownRecent).map(({ name, path }) => ({
    label: name.replaceAll('&', '&&'),
    toolTip: path,
    click: () => open(path),
  }));
}
