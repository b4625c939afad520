import type { AppInfo } from '../../../shared/contract/app.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { call, connection } from '../connection/connection.svelte.ts';
import { attempt } from './notices.ts';

/** The program and its settings, the same for all screens. */
class AppState {
  info = $state.raw<AppInfo | null>(null);
  settings = $state.raw<Settings | null>(null);
  /** Whether the system asks for dark; followed while the theme is `system`. */
  #systemDark = $state(false);

  constructor() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = dark.matches;
    dark.addEventListener('change', ({ matches }) => {
      this.#systemDark = matches;
    });
  }

  get dark(): boolean {
    const theme = this.settings?.theme ?? 'system';
    return theme === 'system' ? this.#systemDark : theme === 'dark';
  }

  async load(): Promise<void> {
    const loaded = await attempt(
      async () => await Promise.all([call('app.info', {}), call('settings.get', {})]),
    );
    if (loaded !== undefined) [this.info, this.settings] = loaded;
  }

  async change(settings: Partial<Settings>): Promise<void> {
    await attempt(async () => {
      this.settings = await call('settings.set', settings);
    });
  }

  /** Listens for changes made elsewhere. @returns a function that ends it */
  follow(): () => void {
    return connection.listen((event) => {
      if (event.type === 'changed' && event.what === 'settings') void this.load();
    });
  }
}

export const app = new AppState();
