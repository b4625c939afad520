import { barlowTwins } from './barlow-twins.ts';
import { byol } from './byol.ts';
import { cola } from './cola.ts';
import { colorization } from './colorization.ts';
import { dino } from './dino.ts';
import { direction } from './direction.ts';
import { frameOrder } from './frame-order.ts';
import { inpainting } from './inpainting.ts';
import { jigsaw } from './jigsaw.ts';
import { mae } from './mae.ts';
import { maskedFeatures } from './masked-features.ts';
import { maskedFrames } from './masked-frames.ts';
import { maskedSpectrogram } from './masked-spectrogram.ts';
import { maskedWords } from './masked-words.ts';
import { nextWord } from './next-word.ts';
import { patchCodes } from './patch-codes.ts';
import { playbackSpeed } from './playback-speed.ts';
import { recording } from './recording.ts';
import { relativePatch } from './relative-patch.ts';
import { rotation } from './rotation.ts';
import { simclr } from './simclr.ts';
import { simcse } from './simcse.ts';
import { simsiam } from './simsiam.ts';
import { speed } from './speed.ts';
import { timeContrast } from './time-contrast.ts';
import { timeDirection } from './time-direction.ts';
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
  mae,
  jigsaw,
  'relative-patch': relativePatch,
  colorization,
  'patch-codes': patchCodes,
  cola,
  recording,
  'masked-spectrogram': maskedSpectrogram,
  direction,
  speed,
  'frame-order': frameOrder,
  'time-direction': timeDirection,
  'time-contrast': timeContrast,
  'playback-speed': playbackSpeed,
  'masked-frames': maskedFrames,
  'next-word': nextWord,
  'masked-words': maskedWords,
  simcse,
  'masked-features': maskedFeatures,
};

export type PretextTaskName = keyof typeof pretextTasks;
export const pretextTaskNames = Object.keys(pretextTasks) as PretextTaskName[];
