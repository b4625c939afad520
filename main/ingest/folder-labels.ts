import { statSync } from 'node:fs';
import type { Candidate } from './candidate.ts';
import { forEachCooperatively } from './cooperative.ts';

type InFolders = Pick<Candidate, 'root' | 'folders'>;

/** The class that the folders of a file name. */
export type LabelOf = (candidate: InFolders) => string | null;

/**
 * The first folder level below an input names the class; where several folders are given and none has files in folders of its
 * own, each input's own name: someone has chosen the class folders, not the one above.
 * @param candidates that count
 */
export async function folderLabels(
  inputs: readonly string[],
  labelsFrom: 'folders' | null,
  candidates: Iterable<InFolders>,
): Promise<LabelOf> {
  if (labelsFrom === null) return () => null;
  let rootsAreClasses = inputs.filter(isFolder).length >= 2;
  if (rootsAreClasses) {
    await forEachCooperatively(candidates, ({ root, folders }) => {
      if (root !== null && folders.length > 0) rootsAreClasses = false;
    });
  }
  return ({ root, folders }) => (rootsAreClasses && root !== null ? root : folders[0]) ?? null;
}

/** What cannot even be looked at is in the report by now. */
function isFolder(input: string): boolean {
  try {
    return statSync(input).isDirectory();
  } catch {
    return false;
  }
}
