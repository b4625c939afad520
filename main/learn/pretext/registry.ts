import { colorization } from './colorization.ts';
import { inpainting } from './inpainting.ts';
import { jigsaw } from './jigsaw.ts';
import { mae } from './mae.ts';
import { relativePatch } from './relative-patch.ts';
import { rotation } from './rotation.ts';
import { simclr } from './simclr.ts';

/** Every pretext task, one line each. */
export const pretextTasks = {
  simclr,
  rotation,
  inpainting,
  mae,
  jigsaw,
  'relative-patch': relativePatch,
  colorization,
};

export type PretextTaskName = keyof typeof pretextTasks;
export const pretextTaskNames = Object.keys(pretextTasks) as PretextTaskName[];
