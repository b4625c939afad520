import { existsSync } from 'node:fs';
import { messageOf } from '../../shared/errors.ts';
import type { JobResult } from '../../shared/training.ts';
import { engineIsInstalled, installEngine, verifyEngine } from '../learn/engine/install/install.ts';
import { installedEngineDir } from '../learn/engine/install/platform.ts';
import { performJob } from './runs.ts';
import type { Services } from './services.ts';
import { codeVersion, deviceName, engineVersion } from './versions.ts';

const measuredSeconds = 5;

export interface DoctorReport {
  version: string;
  node: string;
  device: string;
  engine: string;
  engine_folder: string;
  engine_works: boolean;
  /** What training steps run as, and on what; null when the engine does not work. */
  path: 'graph' | 'eager' | null;
  one_dnn: boolean | null;
  /** That an operation may use, and operations at a time. */
  threads: number | null;
  parallel_operations: number | null;
  /** Images a second of the reference step (docs/benchmarks.md), measured now. */
  reference_images_per_second: number | null;
  /** What is wrong. */
  problem: string | null;
}

/** Looks whether everything needed is there and works; with `fix`, sets the engine up again. */
export async function doctor(fix: boolean, services: Services): Promise<DoctorReport> {
  const { reporter } = services;
  if (fix) await installEngine({ report: (line) => reporter.note(line) });
  const folder = installedEngineDir();
  let problem: string | null = null;
  if (!engineIsInstalled()) {
    problem = `The learning engine is not installed${existsSync(folder) ? ' completely' : ''}.`;
  } else {
    problem = await verifyEngine().then(
      () => null,
      (error: unknown) => `The learning engine does not work: ${messageOf(error)}`,
    );
  }
  let measured: JobResult<'measure'> | null = null;
  if (problem === null) {
    reporter.note('Measuring the speed of training.');
    measured = await performJob<'measure'>({ kind: 'measure', seconds: measuredSeconds }, services);
  }
  return {
    version: codeVersion,
    node: process.version,
    device: deviceName(),
    engine: engineVersion,
    engine_folder: folder,
    engine_works: problem === null,
    path: measured?.path ?? null,
    one_dnn: measured?.oneDnn ?? null,
    threads: measured?.threads ?? null,
    parallel_operations: measured?.parallelOperations ?? null,
    reference_images_per_second: measured?.imagesPerSecond ?? null,
    problem,
  };
}
