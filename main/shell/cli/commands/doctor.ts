import type { Command } from 'commander';
import { PretextError } from '../../../../shared/errors.ts';
import { doctor } from '../../../app/doctor.ts';
import { type CommonOptions, common, perform } from '../session.ts';

export function addDoctor(program: Command): void {
  common(
    program
      .command('doctor')
      .description('see whether everything needed is there and works')
      .option('--fix', 'set the learning engine up again'),
  ).action(async (options: CommonOptions & { fix?: boolean }) => {
    await perform(options, async (services) => {
      const report = await doctor(options.fix === true, services);
      if (report.problem !== null && options.json !== true) {
        throw new PretextError('engine-missing', report.problem, {
          next: { do: 'set-up-engine' },
        });
      }
      if (report.problem !== null) process.exitCode = 1;
      return {
        json: report,
        text: [
          `Pretext Studio ${report.version}, Node ${report.node}`,
          `${report.device}`,
          `${report.engine} in ${report.engine_folder}`,
          'The engine computes a convolution and its gradient correctly.',
          `Training steps run as ${report.path === 'graph' ? 'one graph' : 'single operations (slower)'}; oneDNN ${report.one_dnn === true ? 'on' : 'off'}; ${report.threads ?? 0} threads an operation, ${report.parallel_operations ?? 0} operations at a time.`,
          `Reference step: ${Math.round(report.reference_images_per_second ?? 0)} images a second.`,
        ].join('\n'),
      };
    });
  });
}
