import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { methodNamed } from '../../main/learn/pretext/method.ts';
import { type PretrainConfig, pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';

export interface BenchEncoder {
  encoder: PretrainConfig['encoder'];
  /** File of its weights. */
  weights: string;
  /** Removes what was made for it; the weights are needed no more. */
  remove(): void;
}

/** An encoder for a benchmark, pretrained by SimCLR. @param file of one that is there already; empty to train one in a temporary folder */
export async function benchEncoder(
  source: SampleSource,
  minutes: number,
  file: string,
): Promise<BenchEncoder> {
  const config = pretrainConfig(methodNamed('simclr'), { budget: { kind: 'minutes', minutes } });
  if (file !== '') return { encoder: config.encoder, weights: file, remove: () => undefined };
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-bench-'));
  const weights = path.join(dir, 'encoder.safetensors');
  const { steps } = await pretrain({
    config,
    source,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    encoderFile: weights,
  });
  console.log(`SimCLR, ${steps} steps`);
  return { encoder: config.encoder, weights, remove: () => rmSync(dir, { recursive: true }) };
}
