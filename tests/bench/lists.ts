/**
 * `npm run bench:lists`: 100,000 samples in a project; how long the calls of the data and label screens hold the
 * main process up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Router } from '../../main/app/router/router.ts';
import { Studio } from '../../main/app/studio/studio.ts';
import type { CallInput, CallName } from '../../shared/contract/contract.ts';

const count = 100_000;
const home = mkdtempSync(path.join(tmpdir(), 'pretext-bench-'));
const studio = new Studio({ home });
const router = new Router(studio);
const open = studio.createProject(path.join(home, 'large'));
const { store } = open.project;
const preprocessing = {
  size: 32,
  channels: 3,
  fit: 'cover',
  background: [255, 255, 255],
  sixteenBitRange: null,
};
const dataset = store.datasets.create('large', 'images', preprocessing);
const pack = store.datasets.addPack(dataset, 'data/none.safetensors', count);
for (let begin = 0; begin < count; begin += 1000) {
  store.transaction(() => {
    for (let i = begin; i < begin + 1000; i++) {
      const id = store.samples.add(dataset, {
        path: `folder ${i % 7}/picture ${String((i * 7919) % count).padStart(6, '0')}.jpeg`,
        source: `/data/${i}`,
        status: i % 50 === 0 ? 'skipped' : 'ready',
        split: i % 10 === 0 ? 'test' : 'train',
        sha256: String(i).padStart(64, '0'),
        width: (i % 300) + 10,
        height: 200,
        bytes: 9999,
        format: 'jpeg',
        packId: pack,
        row: i,
        reason: 'broken',
        notes: i % 3 === 0 ? ['cropped', 'grey'] : ['grey'],
        ...(i % 20 === 0 ? { nearDuplicateGroup: Math.floor(i / 100) + 1 } : {}),
      });
      if (i % 5 === 0) store.labels.give(dataset, id, `class ${i % 10}`, 'csv');
    }
  });
}

const project = open.id;
const order = (by: CallInput<'data.page'>['sort']['by']) => ({ by, descending: false });
const page = (
  filter: CallInput<'data.page'>['filter'],
  by: CallInput<'data.page'>['sort']['by'],
  offset: number,
): CallInput<'data.page'> => ({ project, filter, sort: order(by), offset, limit: 200 });
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

async function measure<Name extends CallName>(
  what: string,
  name: Name,
  inputs: CallInput<Name>[],
): Promise<void> {
  for (const input of inputs) {
    const times: number[] = [];
    const cpu: number[] = [];
    delay.reset();
    for (let i = 0; i < 5; i++) {
      const begun = performance.now();
      const used = process.cpuUsage();
      const answer = await router.answer({ id: i, call: name, input });
      times.push(performance.now() - begun);
      const { user, system } = process.cpuUsage(used);
      cpu.push((user + system) / 1000);
      if ('error' in answer) throw new Error(answer.error.message);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const sorted = times.toSorted((a, b) => a - b);
    const worked = cpu.toSorted((a, b) => a - b);
    console.log(
      `${what.padEnd(36)} median ${sorted[2]?.toFixed(1).padStart(6)} ms (${worked[2]?.toFixed(1)} ms of work), first ${times[0]?.toFixed(1).padStart(6)} ms, longest hold-up ${(delay.max / 1e6).toFixed(1).padStart(6)} ms`,
    );
  }
}

const ready = { status: ['ready' as const] };
const open1 = { ...ready, split: 'train' as const, labelled: false };
await measure('page: first', 'data.page', [page(ready, 'path', 0)]);
await measure('page: last, by path', 'data.page', [page(ready, 'path', 97_800)]);
await measure('page: last, by size', 'data.page', [page(ready, 'size', 97_800)]);
await measure('page: unlabelled, last', 'data.page', [page(open1, 'added', 70_000)]);
await measure('page: of a class', 'data.page', [page({ class: 1 }, 'path', 9800)]);
await measure('page: part of the path', 'data.page', [page({ text: '99' }, 'path', 3000)]);
await measure('ids: all', 'data.ids', [{ project, filter: ready, sort: order('path') }]);
await measure('summary', 'data.summary', [{ project }]);
await measure('near duplicates', 'data.nearDuplicates', [{ project, offset: 0, limit: 100 }]);
await measure('classes', 'labels.classes', [{ project }]);
const some = store.lists.ids(dataset, open1, order('added'), 0, 5);
const shirt = store.labels.classId(dataset, 'class 5');
await measure(
  'label one',
  'labels.give',
  some.map((id) => ({ project, samples: [id], class: shirt })).slice(0, 1),
);
await measure('project', 'projects.get', [{ project }]);
const many = Int32Array.from(store.lists.ids(dataset, open1, order('added'), 0, 20_000));
await measure('leave 20,000 out, and in again', 'data.exclude', [{ project, samples: many }]);
await measure('undo it', 'data.undo', [{ project }]);
await studio.close();
rmSync(home, { recursive: true, force: true });
