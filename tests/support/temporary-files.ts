import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Gives the tests a temporary folder of their own, and removes it with all they left there. */
export default function setup(): () => void {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-tests-'));
  process.env['TMPDIR'] = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}
