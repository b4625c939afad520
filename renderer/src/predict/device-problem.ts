import type { predict } from '../texts/en/predict.ts';

/** Of a camera, and of a microphone alike. */
export type DeviceProblem = keyof ReturnType<typeof predict>['cameraProblems'];

/** What a refused camera or microphone means to a person. */
export function deviceProblemOf(error: unknown): DeviceProblem {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'taken';
    default:
      return 'other';
  }
}
