import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { ShellAbilities } from '../../app/studio/shell-abilities.ts';
import { texts } from './texts.ts';

type What = Parameters<NonNullable<ShellAbilities['choosePaths']>>[0];

const { choose } = texts;

/** Opens the system's dialog. @returns nothing when the person cancelled */
export async function choosePaths(window: BrowserWindow | null, what: What): Promise<string[]> {
  const options = await optionsFor(window, what);
  if (options === null) return [];
  const { canceled, filePaths } =
    window === null
      ? await dialog.showOpenDialog(options)
      : await dialog.showOpenDialog(window, options);
  return canceled ? [] : filePaths;
}

async function optionsFor(
  window: BrowserWindow | null,
  what: What,
): Promise<OpenDialogOptions | null> {
  const isMac = process.platform === 'darwin';
  const title = choose[what];
  if (what === 'labels') {
    const filters = [{ name: choose.tables, extensions: ['csv', 'tsv', 'txt'] }];
    return { title, properties: ['openFile'], filters };
  }
  if (what === 'data') {
    if (isMac) return { title, properties: ['openFile', 'openDirectory', 'multiSelections'] };
    const kind = await askFilesOrFolder(window);
    return kind === null ? null : { title, properties: [kind, 'multiSelections'] };
  }
  // A Mac takes folders called .pretext for files.
  if (what === 'project' && isMac) {
    const filters = [{ name: choose.projects, extensions: ['pretext'] }];
    return { title, properties: ['openFile', 'openDirectory', 'createDirectory'], filters };
  }
  return { title, properties: ['openDirectory', 'createDirectory'] };
}

/** Dialogs of Windows and Linux show files or folders, never both. */
async function askFilesOrFolder(
  window: BrowserWindow | null,
): Promise<'openFile' | 'openDirectory' | null> {
  const question = {
    type: 'question' as const,
    message: choose.filesOrFolder,
    detail: choose.filesOrFolderDetail,
    buttons: [choose.folder, choose.files, choose.cancel],
    defaultId: 0,
    cancelId: 2,
  };
  const { response } =
    window === null
      ? await dialog.showMessageBox(question)
      : await dialog.showMessageBox(window, question);
  return (['openDirectory', 'openFile'] as const)[response] ?? null;
}
