import type { RunDetails } from '../../../shared/contract/runs.ts';
import { figure } from '../curves/figure.ts';
import { count, percent } from '../state/format.ts';
import type { runs as runsTexts } from '../texts/en/runs.ts';

interface Fact {
  name: string;
  value: string;
}

/** What came of a run, as far as it can be said in a line each. */
export function resultFacts(
  run: Pick<RunDetails, 'pretraining' | 'headline'>,
  t: (typeof runsTexts)['details'],
): Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, value: number | null, format: (value: number) => string): void => {
    if (value !== null) facts.push({ name, value: format(value) });
  };
  const { pretraining, headline } = run;
  if (pretraining === null) {
    if (headline !== null) add(t[headline.name], headline.value, percent);
    return facts;
  }
  const { health } = pretraining;
  facts.push({
    name: t.loss,
    value: t.lossValue(figure(pretraining.lossFirst), figure(pretraining.lossLast)),
  });
  add(t.knn, health.knn, percent);
  add(t.rank, health.effectiveRank, figure);
  add(t.spread, health.embeddingStd, figure);
  add(t.steps, pretraining.steps, count);
  add(t.speed, pretraining.samplesPerSecond, figure);
  return facts;
}
