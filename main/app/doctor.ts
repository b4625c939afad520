import { existsSync } from 'node:fs';
import { messageOf } from '../../shared/errors.ts';
import { engineIsInstalled, installEngine, verifyEngine } from '../learn/engine/install/install.ts';
import { installedEngineDir } from '../learn/engine/install/platform.ts';
import { codeVersion, deviceName, engineVersion } from './versions.ts';

export interface DoctorReport {
  version: string;
  node: string;
  device: string;
  engine: string;
  engine_folder: string;
  engine_works: boolean;
  /** What is wrong, and what to do. */
  problem: string | null;
}

/** Looks whether everything needed is there and works; with `fix`, sets the engine up again. */
export async function doctor(fix: boolean, report: (line: string) => void): Promise<DoctorReport> {
  if (fix) await installEngine({ report });
  const folder = installedEngineDir();
  let problem: string | null = null;
  if (!engineIsInstalled()) {
    problem = `The learning engine is not installed${existsSync(folder) ? ' completely' : ''}. Run "pretext doctor --fix".`;
  } else {
    problem = await verifyEngine().then(
      () => null,
      (error: unknown) =>
        `The learning engine does not work: ${messageOf(error)}\nRun "pretext doctor --fix".`,
    );
  }
  return {
    version: codeVersion,
    node: process.version,
    device: deviceName(),
    engine: engineVersion,
    engine_folder: folder,
    engine_works: problem === null,
    problem,
  };
}
