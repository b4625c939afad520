import type { TrainingHost } from '../../main/training/host.ts';
import type { Job } from '../../main/training/job-context.ts';
import { jobRunners } from '../../main/training/jobs/index.ts';
import type { JobSpec, TrainingCommand, TrainingEvent } from '../../shared/training.ts';

/** Runs jobs in the test's own process: it has loaded the engine already. Nothing can stop or pause them. */
export const inProcessHost: TrainingHost = {
  start() {
    let tell: (message: unknown) => void = () => undefined;
    let leave: (exit: { code: number | null; detail: string }) => void = () => undefined;
    const context = {
      send: (event: TrainingEvent) => tell(event),
      between: () => Promise.resolve('continue' as const),
      nextImage: () => Promise.resolve(null),
      nextQuestion: () => Promise.resolve(null),
    };
    const run = async (job: JobSpec): Promise<void> => {
      try {
        const runner = jobRunners[job.kind] as Job<JobSpec['kind']>;
        tell({ type: 'done', result: await runner(job as never, context) });
        leave({ code: 0, detail: 'exit code 0' });
      } catch (error) {
        leave({ code: 1, detail: String(error) });
      }
    };
    return {
      pid: undefined,
      send(message) {
        const command = message as TrainingCommand;
        if (command.type === 'start') void run(command.job);
      },
      onMessage: (listener) => {
        tell = listener;
      },
      onExit: (listener) => {
        leave = listener;
      },
      errorOutput: () => '',
      kill: () => undefined,
    };
  },
};
