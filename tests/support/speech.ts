import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Speech from Debian's packages asterisk-core-sounds-{en,es,fr}-wav: 8,000 Hz, a folder a speaker. */
const soundsFolder = process.env['ASTERISK_SOUNDS_DIR'] ?? '/usr/share/asterisk/sounds';

/** Paths of all WAV files that are installed, sorted; none where no such package is. */
export function speechFiles(): string[] {
  if (!existsSync(soundsFolder)) return [];
  const all = readdirSync(soundsFolder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wav'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** How many bits of two hashes of 16 hexadecimal digits differ. */
export function differingBits(a: string, b: string): number {
  const bits = (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2);
  return bits.replaceAll('0', '').length;
}
