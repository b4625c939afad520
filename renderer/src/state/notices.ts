import { toast } from 'svelte-sonner';
import { toPretextError } from './problems.ts';

interface Action {
  label: string;
  onClick: () => void;
}

/** Tells of something that went well. */
export function tell(message: string, action?: Action): void {
  toast.success(message, action === undefined ? {} : { action });
}

/** Shows an error with what to do about it. Errors stay until they are closed. */
export function showError(error: unknown): void {
  const { message, remedy, code } = toPretextError(error);
  if (code === 'cancelled') return;
  toast.error(message, {
    ...(remedy === undefined ? {} : { description: remedy }),
    duration: Number.POSITIVE_INFINITY,
    closeButton: true,
  });
}

/** Runs work that a click began; what it throws is shown. @returns undefined when it failed */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    showError(error);
    return undefined;
  }
}
