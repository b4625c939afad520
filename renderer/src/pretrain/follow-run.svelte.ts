import { connection } from '../connection/connection.svelte.ts';
import { type Query, query } from '../connection/query.svelte.ts';
import { LiveSeries } from '../curves/live-series.ts';
import type { Points } from '../curves/points.ts';
import { healthPoints } from './health-points.ts';

export interface FollowedRun {
  readonly query: Query<'runs.get'>;
  readonly series: ReadonlyMap<string, Points>;
}

/** A run's record and its measures, which grow while it goes on. For as long as the component lives. */
export function followRun(project: string, run: number): FollowedRun {
  const live = new LiveSeries();
  let series = $state.raw<ReadonlyMap<string, Points>>(new Map());
  const details = query('runs.get', () => ({ project, run, points: 2000 }), ['runs', 'data']);
  const show = (): void => {
    series = live.snapshot();
  };
  $effect(() => {
    if (details.data === null) return;
    live.load(details.data.series);
    show();
  });
  $effect(() =>
    connection.listen((event) => {
      if (event.type !== 'metrics' && event.type !== 'health') return;
      if (event.project !== project || event.run !== run) return;
      live.append(event.type === 'metrics' ? event.points : healthPoints(event));
      show();
    }),
  );
  return {
    query: details,
    get series() {
      return series;
    },
  };
}
