import { barlowTwins } from './barlow-twins.ts';
import { byol } from './byol.ts';
import { dino } from './dino.ts';
import { inpainting } from './inpainting.ts';
import { rotation } from './rotation.ts';
import { simclr } from './simclr.ts';
import { simsiam } from './simsiam.ts';
import { vicreg } from './vicreg.ts';

/** Every pretext task, one line each. */
export const pretextTasks = {
  simclr,
  rotation,
  inpainting,
  vicreg,
  'barlow-twins': barlowTwins,
  simsiam,
  byol,
  dino,
};

export type PretextTaskName = keyof typeof pretextTasks;
export const pretextTaskNames = Object.keys(pretextTasks) as PretextTaskName[];
