import type { settingsCalls } from '../../../shared/contract/settings.ts';
import type { Handlers } from './handler.ts';

export const settingsHandlers: Handlers<keyof typeof settingsCalls> = {
  'settings.get': (_, studio) => studio.settings,
  'settings.set': (changes, studio) => {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    return studio.changeSettings(Object.fromEntries(given));
  },
};
