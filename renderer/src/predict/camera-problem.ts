import type { predict } from '../texts/en/predict.ts';

export type CameraProblem = keyof ReturnType<typeof predict>['cameraProblems'];

/** What a refused camera means to a person. */
export function cameraProblemOf(error: unknown): CameraProblem {
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
