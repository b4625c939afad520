import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isAlive } from '../../../files/is-alive.ts';
import { BINDING_FILE, bundleKey, MANIFEST_FILE } from './platform.ts';

/**
 * A bundle is a folder with the binding, libtensorflow and a manifest of checksums.
 * It is built under a temporary name and renamed when whole, so a folder with the
 * final name is complete.
 */

const manifestSchema = z.strictObject({
  key: z.string(),
  source: z.string(),
  files: z.record(
    z.string().regex(/^[\w.-]+$/),
    z.strictObject({ bytes: z.int(), sha256: z.string() }),
  ),
});
type Manifest = z.infer<typeof manifestSchema>;

export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** Writes the manifest of a folder whose other files are all in place. */
export async function sealBundle(dir: string, source: string): Promise<void> {
  const files: Manifest['files'] = {};
  for (const name of readdirSync(dir).sort()) {
    const file = path.join(dir, name);
    files[name] = { bytes: statSync(file).size, sha256: await sha256OfFile(file) };
  }
  const manifest: Manifest = { key: bundleKey, source, files };
  writeFileSync(path.join(dir, MANIFEST_FILE), JSON.stringify(manifest, null, 2));
}

/** The manifest of a bundle, or undefined when there is none or it is of another build. */
export function readManifest(dir: string): Manifest | undefined {
  const file = path.join(dir, MANIFEST_FILE);
  if (!existsSync(file)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // a torn manifest means: not a bundle; the caller builds a new one
  }
  const parsed = manifestSchema.safeParse(json);
  return parsed.success && parsed.data.key === bundleKey ? parsed.data : undefined;
}

/** What is wrong with a bundle, or undefined when every file has its checksum. */
export async function faultOfBundle(dir: string): Promise<string | undefined> {
  if (!existsSync(dir)) return 'not there';
  const manifest = readManifest(dir);
  if (manifest === undefined) return `has no manifest for ${bundleKey}`;
  if (manifest.files[BINDING_FILE] === undefined) return `lists no ${BINDING_FILE}`;
  for (const [name, expected] of Object.entries(manifest.files)) {
    const file = path.join(dir, name);
    if (!existsSync(file)) return `${name} is missing`;
    if (statSync(file).size !== expected.bytes) return `${name} has the wrong size`;
    if ((await sha256OfFile(file)) !== expected.sha256) return `${name} has the wrong checksum`;
  }
  return undefined;
}

/** Replaces `target` by the finished folder `from`; `target` is never half there. */
export function moveIntoPlace(from: string, target: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  const old = `${target}.old-${process.pid}`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(from, target);
  rmSync(old, { recursive: true, force: true });
}

/** Copies a bundle into place, by hard links where the file system allows them. */
export function placeBundle(bundle: string, target: string): void {
  const staging = `${target}.partial-${process.pid}`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  for (const name of readdirSync(bundle)) {
    const from = path.join(bundle, name);
    const to = path.join(staging, name);
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to); // another file system: a link is only the cheaper way
    }
  }
  moveIntoPlace(staging, target);
}

/** Removes what interrupted set-ups left in `dir`: temporary folders whose process is gone. */
export function removeStaleLeftovers(dir: string): void {
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir)) {
    const pid = /\.(?:partial|old)-(\d+)$/.exec(name)?.[1];
    // This process has none yet: one of its number was left by another.
    if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
      rmSync(path.join(dir, name), { recursive: true, force: true });
    }
  }
}
