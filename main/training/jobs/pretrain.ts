import path from 'node:path';
import { pretrain as runPretraining, type StepReport } from '../../learn/pretrain/pretrain.ts';
import { finite } from '../finite.ts';
import { withImages } from '../images.ts';
import { type Job, tenTimesASecond } from '../job-context.ts';
import { knownOf } from '../known.ts';
import { configNamed } from '../names.ts';

/** Metrics wait this long for company: one message and one commit for many steps. */
const metricsMilliseconds = 500;

export const pretrain: Job<'pretrain'> = async (spec, context) => {
  const points: { name: string; step: number; value: number }[] = [];
  let sentAt = performance.now();
  const flush = (seconds: number): void => {
    if (points.length > 0) context.send({ type: 'metrics', points: points.splice(0), seconds });
    sentAt = performance.now();
  };
  const showProgress = tenTimesASecond((report: StepReport) => {
    context.send({
      type: 'progress',
      stage: 'pretraining',
      share: report.progress,
      step: report.step,
      loss: report.loss,
      learningRate: report.learningRate,
      samplesPerSecond: report.samplesPerSecond,
      secondsLeft: report.secondsLeft,
    });
  });
  return await withImages(spec.images, async (source) => {
    let seconds = 0;
    const result = await runPretraining({
      config: configNamed(spec.config),
      source,
      known: knownOf(spec.known),
      checkpointFile: (step) =>
        path.join(spec.checkpointDir, `step-${String(step).padStart(8, '0')}.safetensors`),
      encoderFile: spec.encoderFile,
      resumeFrom: spec.resumeFrom ?? undefined,
      checkpointSeconds: spec.checkpointSeconds,
      hooks: {
        onStep(report) {
          seconds = report.seconds;
          const { step } = report;
          points.push(
            { name: 'loss', step, value: report.loss },
            { name: 'learning_rate', step, value: report.learningRate },
            { name: 'samples_per_second', step, value: report.samplesPerSecond },
            ...Object.entries(report.metrics).map(([name, value]) => ({ name, step, value })),
          );
          showProgress(report);
          if (performance.now() - sentAt >= metricsMilliseconds) flush(seconds);
        },
        onHealth({ step, health, verdict }) {
          for (const [name, value] of Object.entries(health)) {
            if (typeof value === 'number' && Number.isFinite(value)) {
              points.push({ name: metricNames[name] ?? name, step, value });
            }
          }
          context.send({ type: 'health', step, health: finite(health), verdict });
        },
        onCheckpoint(file, step) {
          flush(seconds);
          context.send({ type: 'checkpoint', step, file });
        },
        between: context.between,
      },
    });
    flush(result.seconds);
    return { ...result, health: finite(result.health) };
  });
};

/** One spelling for a measure, from SQL to screen. */
const metricNames: Readonly<Record<string, string>> = {
  embeddingStd: 'embedding_std',
  effectiveRank: 'effective_rank',
  heldOutLoss: 'held_out_loss',
};
