import { PretextError } from '../../shared/errors.ts';

/** What was kept on disk, for work that makes it anew anyway: a damaged file is as good as none. */
export function ifIntact<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof PretextError && error.code === 'corrupt-file') return null;
    throw error;
  }
}
