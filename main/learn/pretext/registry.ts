import { inpainting } from './inpainting.ts';
import { rotation } from './rotation.ts';
import { simclr } from './simclr.ts';

/** Every pretext task, one line each. */
export const pretextTasks = { simclr, rotation, inpainting };

export type PretextTaskName = keyof typeof pretextTasks;
export const pretextTaskNames = Object.keys(pretextTasks) as PretextTaskName[];
