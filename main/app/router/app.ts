import type { appCalls } from '../../../shared/contract/app.ts';
import { PretextError } from '../../../shared/errors.ts';
import { engineIsInstalled } from '../../learn/engine/install/install.ts';
import { installedEngineDir } from '../../learn/engine/install/platform.ts';
import { performJob } from '../runs.ts';
import type { Studio } from '../studio/studio.ts';
import { codeVersion, deviceName, engineVersion } from '../versions.ts';
import type { Handlers } from './handler.ts';

const measuredSeconds = 5;

export const appHandlers: Handlers<keyof typeof appCalls> = {
  'app.info': (_, studio) => ({
    name: 'Pretext Studio',
    version: codeVersion,
    platform: process.platform,
    arch: process.arch,
    node: process.version,
    device: deviceName(),
    shell: studio.shell.kind,
    capabilities: studio.shell.capabilities,
    engine: engineState(studio),
    home: studio.home,
  }),
  'app.measure': (_, studio) => {
    const { job } = studio.startJob({
      kind: 'measure',
      project: null,
      async work(services) {
        services.reporter.progress({ stage: 'measuring', share: 0 });
        const spec = { kind: 'measure', seconds: measuredSeconds } as const;
        const speed = await performJob<'measure'>(spec, services);
        studio.setMeasured({ ...speed, measuredAt: new Date().toISOString() });
        return { kind: 'measure', imagesPerSecond: speed.imagesPerSecond };
      },
    });
    return { job };
  },
  'app.choosePaths': async ({ what }, { shell }) => {
    if (shell.choosePaths === undefined) {
      throw new PretextError('unsupported', 'There is no file dialog here.', {
        remedy: 'Drop files, or type a path.',
      });
    }
    return { paths: await shell.choosePaths(what) };
  },
};

function engineState(studio: Studio) {
  const installed = engineIsInstalled();
  const { measured } = studio;
  return {
    installed,
    version: engineVersion,
    problem: installed
      ? null
      : {
          code: 'engine-missing' as const,
          message: 'The learning engine is not installed.',
          remedy: 'Install Pretext Studio again: that sets the learning engine up.',
          path: installedEngineDir(),
        },
    path: measured?.path ?? null,
    oneDnn: measured?.oneDnn ?? null,
    threads: studio.threads,
    imagesPerSecond: measured?.imagesPerSecond ?? null,
    measuredAt: measured?.measuredAt ?? null,
  };
}
