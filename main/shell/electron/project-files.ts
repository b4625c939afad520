import path from 'node:path';

/** The project that a path of the command line or the system means: its folder, or a file in it. */
export function projectFolderOf(file: string): string | null {
  const isProject = (name: string): boolean => /\.pretext$/i.test(name);
  if (isProject(file)) return path.resolve(file);
  const folder = path.dirname(file);
  return path.basename(file) === 'project.db' && isProject(folder) ? path.resolve(folder) : null;
}

/** Projects among the arguments of a start; switches and Electron's own arguments are passed over. */
export function projectsAmong(argv: readonly string[], folder: string): string[] {
  return argv.slice(1).flatMap((argument) => {
    if (argument.startsWith('-')) return [];
    return projectFolderOf(path.resolve(folder, argument)) ?? [];
  });
}
