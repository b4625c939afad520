/** `npm start`: opens the app in Electron where its program is there, and in a browser elsewhere, saying why. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { electronProgram } from './electron-program.ts';

const root = path.join(import.meta.dirname, '../..');
const built = path.join(root, 'dist-main');
const serve = path.join(import.meta.dirname, 'cli/main.ts');

const electron = electronProgram();
const why = whyNotElectron();
if (why === null && electron !== null) run(electron, [built, ...process.argv.slice(2)]);
else {
  console.error(`Pretext Studio opens in your browser: ${why}`);
  run(process.execPath, [serve, 'serve', ...process.argv.slice(2)]);
}

/** What is missing; null when nothing is. */
function whyNotElectron(): string | null {
  if (electron === null) {
    return 'Electron’s program is not on this machine ("npx install-electron" fetches it).';
  }
  if (!existsSync(path.join(built, 'package.json'))) {
    return 'the app has not been built for Electron ("npm run build" does that).';
  }
  const hasScreen =
    process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return hasScreen ? null : 'there is no screen here.';
}

/** Runs a program in our place. Ctrl-C reaches it by itself. */
function run(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: 'inherit', cwd: root });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (signal === 'SIGTERM') child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}
