/**
 * `node tests/bench/handful.ts [rows] [features]`: what a handful of labels costs, seconds, processor seconds and the largest memory so far:
 * the neighbour graph, labels travelling on it, what to label first, density clusters, what is unlike the rest.
 */
import { hdbscan } from '../../main/learn/cluster/hdbscan.ts';
import { familiarOf } from '../../main/learn/explore/familiar.ts';
import { unitRows } from '../../main/learn/explore/nearest.ts';
import { laplaceLearning } from '../../main/learn/propagate/laplace.ts';
import { neighbourGraph } from '../../main/learn/propagate/neighbour-graph.ts';
import { poissonLearning } from '../../main/learn/propagate/poisson.ts';
import { suggestionStrategies } from '../../main/learn/select/registry.ts';
import { cloudsOf } from '../support/matrix.ts';

const [rows = 20_000, features = 256] = process.argv.slice(2).map(Number);
const classes = 10;
const points = cloudsOf(rows, features, classes, 1.5);
const labels = Array.from({ length: classes }, (_, label) => label);
const few = { rows: labels, labels, classes };

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const { user, system } = process.cpuUsage(before);
  const busy = ((user + system) / 1e6).toFixed(1);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${what.padEnd(24)} ${seconds.padStart(6)} s  ${busy.padStart(6)} s of a core  ${megabytes} MB`,
  );
  return result;
}

console.log(`${rows} × ${features}, ${classes} classes`);
await timed('loading TensorFlow', () => neighbourGraph(cloudsOf(100, features, 2, 1)));
const graph = await timed('neighbour graph', () => neighbourGraph(points));
await timed('Poisson learning', () => poissonLearning(graph, few));
await timed('Laplace learning', () => laplaceLearning(graph, few));
await timed('what is usual', () => familiarOf(points));
const request = { embeddings: points, known: few, count: 20, seed: 1 };
for (const [name, suggest] of Object.entries(suggestionStrategies)) {
  await timed(`suggestions, ${name}`, () => suggest(request));
}
await timed('HDBSCAN', () => hdbscan(unitRows(points), 25));
