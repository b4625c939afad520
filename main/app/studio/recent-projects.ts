import path from 'node:path';
import { z } from 'zod';
import { filePath, projectId, runId, sampleId, time } from '../../../shared/contract/primitives.ts';
import { dataKindNames } from '../../../shared/sample-spec.ts';
import { JsonFile } from './json-file.ts';
import type { Log } from './problem.ts';

const recentSchema = z.object({
  project: projectId,
  name: z.string(),
  path: filePath,
  openedAt: time,
  samples: z.int().min(0),
  /** Not kept by earlier versions. */
  dataKind: z.enum(dataKindNames).nullable().default(null),
  previewSamples: z.array(sampleId).max(8),
  lastRun: z
    .object({
      run: runId,
      kind: z.enum(['pretrain', 'finetune']),
      status: z.enum(['running', 'finished', 'interrupted', 'failed']),
      createdAt: time,
    })
    .nullable(),
});
export type RecentProject = z.infer<typeof recentSchema>;

const kept = 100;

/** The projects seen lately, the last opened first. */
export class RecentProjects {
  readonly #file: JsonFile<z.ZodArray<typeof recentSchema>>;

  constructor(home: string, log: Log) {
    this.#file = new JsonFile(
      path.join(home, 'recent-projects.json'),
      z.array(recentSchema),
      [],
      log,
    );
  }

  all(): readonly RecentProject[] {
    return this.#file.value;
  }

  byId(project: string): RecentProject | undefined {
    return this.#file.value.find((each) => each.project === project);
  }

  /** Puts a project first. */
  opened(recent: RecentProject): void {
    const others = this.#file.value.filter(({ project }) => project !== recent.project);
    this.#file.set([recent, ...others].slice(0, kept));
  }

  /** Changes what is known of a project, in its place. */
  update(recent: RecentProject): void {
    const before = this.byId(recent.project);
    if (before === undefined || JSON.stringify(before) === JSON.stringify(recent)) return;
    this.#file.set(
      this.#file.value.map((each) => (each.project === recent.project ? recent : each)),
    );
  }

  forget(project: string): void {
    this.#file.set(this.#file.value.filter((each) => each.project !== project));
  }
}
