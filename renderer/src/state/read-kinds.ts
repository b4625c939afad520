import type { DataKindName } from '../../../shared/sample-spec.ts';

/** Whether samples of a kind are read, and not looked at: their pictures are cards of the beginning. */
export function isReadKind(kind: DataKindName | null | undefined): boolean {
  return kind === 'text' || kind === 'tables';
}
