import { dialog } from 'electron';
import type { WindowCommand } from '../../../shared/contract/commands.ts';
import { problemOf } from '../../app/studio/problem.ts';
import type { Studio } from '../../app/studio/studio.ts';
import { texts } from './texts.ts';

/** Opens a project that the system or a menu asks for, and lets the window show it. */
export function openProject(
  studio: Studio,
  folder: string,
  command: (command: WindowCommand) => void,
): void {
  try {
    command(`project:${studio.openProject(folder).id}`);
  } catch (error) {
    const { message, remedy } = problemOf(error, studio.log);
    dialog.showErrorBox(texts.cannotOpen, remedy === null ? message : `${message}\n\n${remedy}`);
  }
}
