import type { CallName } from '../../../shared/contract/contract.ts';
import { appHandlers } from './app.ts';
import { dataHandlers } from './data.ts';
import { exploreHandlers } from './explore.ts';
import { exportsHandlers } from './exports.ts';
import type { Handlers } from './handler.ts';
import { jobsHandlers } from './jobs.ts';
import { keptHandlers } from './kept.ts';
import { labelsHandlers } from './labels.ts';
import { predictHandlers } from './predict.ts';
import { pretextHandlers } from './pretext.ts';
import { projectsHandlers } from './projects.ts';
import { resultsHandlers } from './results.ts';
import { runsHandlers } from './runs.ts';
import { searchHandlers } from './search.ts';
import { settingsHandlers } from './settings.ts';

/** A handler for each call of the contract: one that is missing is a type error here. */
export const handlers: Handlers<CallName> = {
  ...appHandlers,
  ...projectsHandlers,
  ...dataHandlers,
  ...pretextHandlers,
  ...runsHandlers,
  ...jobsHandlers,
  ...exploreHandlers,
  ...labelsHandlers,
  ...keptHandlers,
  ...resultsHandlers,
  ...predictHandlers,
  ...exportsHandlers,
  ...searchHandlers,
  ...settingsHandlers,
};
