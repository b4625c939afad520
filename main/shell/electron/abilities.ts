import { app, type BrowserWindow, shell } from 'electron';
import type { ShellAbilities } from '../../app/studio/shell-abilities.ts';
import { choosePaths } from './choose-paths.ts';

/** What this shell can do for the app. */
export function abilities(window: () => BrowserWindow | null): ShellAbilities {
  return {
    kind: 'electron',
    capabilities: { nativeDialogs: true, openFolder: true, dragOut: true, uploads: false },
    choosePaths: (what) => choosePaths(window(), what),
    async reveal(file) {
      shell.showItemInFolder(file);
    },
    async drag(files) {
      const [file] = files;
      if (file === undefined) return;
      const icon = await app.getFileIcon(file);
      window()?.webContents.startDrag({ file, files: [...files], icon });
    },
  };
}
