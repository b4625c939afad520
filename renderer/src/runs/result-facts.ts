import type { RunDetails } from '../../../shared/contract/runs.ts';
import { figure } from '../curves/figure.ts';
import { type Points, span } from '../curves/points.ts';
import { count, percent } from '../state/format.ts';
import type { runs as runsTexts } from '../texts/en/runs.ts';

interface Fact {
  name: string;
  value: string;
}

/** What came of a run, as far as it can be said in a line each. */
export function resultFacts(
  run: Pick<RunDetails, 'pretraining' | 'headline'>,
  /** Its loss; what the result says is of the time since it was resumed. */
  loss: Points,
  t: ReturnType<typeof runsTexts>['details'],
): Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, value: number | null, format: (value: number) => string): void => {
    if (value !== null) facts.push({ name, value: format(value) });
  };
  const { pretraining, headline } = run;
  if (pretraining === null) {
    if (headline !== null) {
      add(t[headline.name], headline.value, headline.name === 'r2' ? figure : percent);
    }
    return facts;
  }
  const { health } = pretraining;
  const { first, last } = span(loss) ?? {
    first: pretraining.lossFirst,
    last: pretraining.lossLast,
  };
  facts.push({ name: t.loss, value: t.lossValue(figure(first), figure(last)) });
  add(t.knn, health.knn, percent);
  add(t.rank, health.effectiveRank, figure);
  add(t.spread, health.embeddingStd, figure);
  add(t.steps, pretraining.steps, count);
  add(t.speed, pretraining.samplesPerSecond, figure);
  return facts;
}
