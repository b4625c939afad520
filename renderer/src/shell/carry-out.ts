import type { WindowCommand } from '../../../shared/contract/commands.ts';
import { addressOf, goTo, route } from '../state/route.svelte.ts';
import { isTyping, shortcuts } from '../state/shortcuts.svelte.ts';
import { stepOf } from './commands.ts';
import { dialogs } from './dialogs.svelte.ts';

/** Does what the native menu, or a key, asks for; nothing where that makes no sense. */
export function carryOut(command: string): void {
  const step = stepOf(command, route.place.project);
  switch (step?.do) {
    case 'show-dialog':
      dialogs.show(step.dialog);
      break;
    case 'go':
      dialogs.close();
      goTo(step.to === 'home' ? '#/' : '#/settings');
      break;
    case 'go-to-data':
      goTo(addressOf(step.project, 'data'));
      if (step.importing) dialogs.show('import-data');
      else dialogs.close();
      break;
    case 'press':
      // In a field that is being written in, what is undone is the writing.
      if (isTyping(document.activeElement)) document.execCommand(step.edit);
      else shortcuts.run(step.keys);
      break;
  }
}

/** As `carryOut`, of a command that there is for certain. */
export const command = (name: WindowCommand) => (): void => carryOut(name);
