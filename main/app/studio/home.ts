import { homedir } from 'node:os';
import path from 'node:path';

const folderName = 'Pretext Studio';

/**
 * Where settings and the list of recent projects are kept: `PRETEXT_HOME`, or what the system keeps for that
 * (Apple's Application Support, Windows' AppData, the XDG base directory specification elsewhere).
 */
export function studioHome(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['PRETEXT_HOME'];
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  if (process.platform === 'darwin') {
    return path.join(homedir(), 'Library', 'Application Support', folderName);
  }
  if (process.platform === 'win32') {
    return path.join(env['APPDATA'] ?? path.join(homedir(), 'AppData', 'Roaming'), folderName);
  }
  return path.join(env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'), 'pretext-studio');
}

/**
 * Where new projects are made, until a person chooses another folder.
 * @param home where settings are kept; new projects stay in it when it is not the system's own place
 */
export function defaultProjectsFolder(home: string): string {
  const systems = studioHome({ ...process.env, PRETEXT_HOME: '' });
  return home === systems ? path.join(homedir(), folderName) : path.join(home, 'projects');
}
