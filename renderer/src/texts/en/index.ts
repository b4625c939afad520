import { common } from './common.ts';
import { data } from './data.ts';
import { explore } from './explore.ts';
import { exports } from './exports.ts';
import { glossary } from './glossary.ts';
import { home } from './home.ts';
import { kept } from './kept.ts';
import { label } from './label.ts';
import { map } from './map.ts';
import { numbers } from './numbers.ts';
import { predict } from './predict.ts';
import { pretext } from './pretext.ts';
import { pretrain } from './pretrain.ts';
import { results } from './results.ts';
import { runs } from './runs.ts';
import type { SampleNouns } from './sample-nouns.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';
import { workflow } from './workflow.ts';

/** Every text of the window. A language is another function of this kind. */
export const en = (s: SampleNouns) => ({
  common,
  workflow: workflow(s),
  glossary: glossary(s),
  home,
  data: data(s),
  pretext: pretext(s),
  pretrain: pretrain(s),
  explore: explore(s),
  label: label(s),
  map: map(s),
  numbers: numbers(s),
  results: results(s),
  kept: kept(s),
  predict: predict(s),
  exports: exports(s),
  runs: runs(s),
  search: search(s),
  settings,
});
