import { enableCompileCache } from 'node:module';
import path from 'node:path';

/** Inside the installation: code is not taken from where others than its owner may write. */
const folder = path.join(import.meta.dirname, '../../node_modules/.cache/pretext-compiled');

/**
 * Keeps the code of all modules loaded from here on compiled, in this process and in those that it starts: a command and its training
 * process then start in half the time. Node checks each by its content, and does without where the folder cannot be written.
 */
export function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= folder;
  enableCompileCache(process.env['NODE_COMPILE_CACHE']);
}
