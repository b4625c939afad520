import { common } from './common.ts';
import { data } from './data.ts';
import { explore } from './explore.ts';
import { exports } from './exports.ts';
import { glossary } from './glossary.ts';
import { home } from './home.ts';
import { kept } from './kept.ts';
import { label } from './label.ts';
import { map } from './map.ts';
import { predict } from './predict.ts';
import { pretext } from './pretext.ts';
import { pretrain } from './pretrain.ts';
import { results } from './results.ts';
import { runs } from './runs.ts';
import { settings } from './settings.ts';
import { workflow } from './workflow.ts';

/** Every text of the window. A language is another object of this shape. */
export const en = {
  common,
  workflow,
  glossary,
  home,
  data,
  pretext,
  pretrain,
  explore,
  label,
  map,
  results,
  kept,
  predict,
  exports,
  runs,
  settings,
};
