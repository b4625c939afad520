/** Dependencies point one way: renderer → shared ← main. See ARCHITECTURE.md. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-circular', 'A cycle has no first file to read.', {}, { circular: true }),
    rule('no-unresolvable', 'Every import must lead somewhere.', {}, { couldNotResolve: true }),
    rule(
      'renderer-knows-only-shared',
      'The window reaches the rest through the contract.',
      { path: '^renderer/' },
      { path: '^(main|tests|resources)/' },
    ),
    rule(
      'shared-is-a-leaf',
      'The contract depends on neither side.',
      { path: '^shared/' },
      { path: '^(main|renderer|tests|resources)/' },
    ),
    rule(
      'shared-runs-anywhere',
      'A browser loads the contract too.',
      { path: '^shared/' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'main-does-not-know-the-window',
      'Main serves any shell.',
      { path: '^main/' },
      { path: '^(renderer|tests)/' },
    ),
    rule(
      'learn-stands-alone',
      'The learning library is usable without a project or a database.',
      { path: '^main/learn/' },
      { path: '^main/(?!(learn|files)/)' },
    ),
    rule(
      'ingest-and-store-stand-alone',
      'Reading files and keeping records know nothing of what the app does with them.',
      { path: '^main/(ingest|store)/' },
      { path: '^main/', pathNot: '^main/($1|files)/' },
    ),
    rule(
      'training-knows-learn-alone',
      'A training process has no database and no shell.',
      { path: '^main/training/' },
      { path: '^main/(app|shell|store|ingest)/' },
    ),
    rule(
      'files-is-a-leaf',
      'File formats and atomic writes are below everything else.',
      { path: '^main/files/' },
      { path: '^main/(?!files/)' },
    ),
    rule(
      'app-imports-no-shell',
      'The services work whatever the shell.',
      { path: '^main/app/' },
      { path: '^main/shell/' },
    ),
    rule(
      'shells-are-imported-by-nobody',
      'Shells are at the end of every chain; the terminal starts the web shell.',
      { path: '^(main|shared|renderer)/', pathNot: '^main/shell/' },
      { path: '^main/shell/' },
    ),
    rule(
      'services-know-no-studio',
      'A service does its work for a terminal as for a window.',
      { path: '^main/app/[^/]+$' },
      { path: '^main/app/(studio|router)/' },
    ),
    rule(
      'studio-knows-no-router',
      'The router is one way to reach the studio.',
      { path: '^main/app/studio/' },
      { path: '^main/app/router/' },
    ),
    rule(
      'sql-only-in-store',
      'SQL lives in main/store.',
      { pathNot: '^(main/store|tests)/' },
      { path: 'node_modules/better-sqlite3' },
    ),
    rule(
      'electron-only-in-its-shell',
      'Everything else must run without Electron.',
      { pathNot: '^main/shell/electron/' },
      { path: 'node_modules/electron/' },
    ),
    rule(
      'tensorflow-only-in-learn',
      'Only the learning library touches the engine.',
      { pathNot: '^(main/learn|tests)/' },
      { path: 'node_modules/@tensorflow', dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
