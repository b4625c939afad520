import { existsSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Pretext Studio</title></head>
<body>
<h1>Pretext Studio is running</h1>
<p>Its window has not been built yet, so there is nothing to show here.</p>
</body>
</html>
`;

export interface StaticFile {
  mediaType: string;
  bytes: Uint8Array;
  /** Whether its name changes with its content. */
  immutable: boolean;
}

/** The built window: plain files of one folder, and nothing else whatever the address says. */
export class StaticFiles {
  readonly #root: string | null;

  /** @param folder where the built window is; a page says so when it is not */
  constructor(folder: string) {
    this.#root = existsSync(path.join(folder, 'index.html')) ? realpathSync(folder) : null;
  }

  /** @param pathname of the address, still encoded @returns null for everything that is not a file in the folder */
  async read(pathname: string): Promise<StaticFile | null> {
    if (this.#root === null) {
      return pathname === '/'
        ? { mediaType: mediaTypes['.html'] ?? '', bytes: Buffer.from(notBuilt), immutable: false }
        : null;
    }
    const name = pathname === '/' ? 'index.html' : plainName(pathname);
    const mediaType = name === null ? undefined : mediaTypes[path.extname(name)];
    if (name === null || mediaType === undefined) return null;
    const file = path.join(this.#root, name);
    // The real path, links followed: it must be inside.
    if (!existsSync(file)) return null;
    const inside = path.relative(this.#root, realpathSync(file));
    if (inside === '' || inside.split(path.sep)[0] === '..' || path.isAbsolute(inside)) return null;
    if (!statSync(file).isFile()) return null;
    const immutable = name.startsWith('assets/');
    return { mediaType, bytes: await readFile(file), immutable };
  }
}

/** Names of folders and a file that need no decoding; what a bundler writes has no other. */
function plainName(pathname: string): string | null {
  const parts = pathname.slice(1).split('/');
  const arePlain = parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part));
  return arePlain ? parts.join('/') : null;
}
