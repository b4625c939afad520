import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { messageOf, PretextError } from '../../shared/errors.ts';
import { migrations } from './migrations/index.ts';

export type Db = Database.Database;

/**
 * Opens a project's database: WAL, every commit fsynced, foreign keys on, migrated to this
 * program's schema inside one transaction after a backup of the file as it was.
 *
 * @throws {PretextError} `too-new` when a newer program wrote it; `store` when it is damaged
 */
export function openDatabase(file: string, create: boolean): Db {
  if (!create && !existsSync(file)) {
    throw new PretextError('not-found', `There is no project database at ${file}.`, {
      path: file,
      remedy: 'Name the folder of a project (NAME.pretext), or create one.',
    });
  }
  let db: Db | undefined;
  try {
    db = rememberStatements(new Database(file));
    db.pragma('busy_timeout = 5000');
    db.pragma('journal_mode = WAL');
    // WAL with NORMAL may lose the last commits at power loss; labels must not be lost.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    const check = db.pragma('quick_check', { simple: true });
    if (check !== 'ok') throw new Error(String(check));
    migrate(db, file);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof PretextError) throw error;
    throw new PretextError(
      'store',
      `The project's database ${file} cannot be used: ${messageOf(error)}`,
      {
        path: file,
        remedy: `Restore a copy of it, for example ${file}.before-migration if that is there.`,
        cause: error,
      },
    );
  }
}

function migrate(db: Db, file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new PretextError(
      'too-new',
      `${file} was written by a newer version of Pretext Studio (schema ${version}, this program knows ${migrations.length}).`,
      { path: file, remedy: 'Update Pretext Studio to open this project.' },
    );
  }
  if (version === migrations.length) return;
  if (version > 0) {
    const backup = `${file}.before-migration`;
    db.prepare('VACUUM INTO ?').run(backup);
  }
  // A table that others refer to can only be made anew without (SQLite, Making Other Kinds Of Table Schema Changes).
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      for (const sql of migrations.slice(version)) db.exec(sql);
      const [broken] = db.pragma('foreign_key_check') as { table: string; parent: string }[];
      if (broken !== undefined) {
        throw new Error(
          `rows of ${broken.table} refer to rows of ${broken.parent} that are not there`,
        );
      }
      db.pragma(`user_version = ${migrations.length}`);
    }).immediate();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

/** Keeps prepared statements by their text: preparing costs more than most of them. */
function rememberStatements(db: Db): Db {
  const prepare = db.prepare.bind(db);
  const kept = new Map<string, Database.Statement>();
  const remembered = (sql: string): Database.Statement => {
    const statement = kept.get(sql) ?? (prepare(sql) as Database.Statement);
    kept.set(sql, statement);
    return statement;
  };
  return Object.assign(db, { prepare: remembered as typeof db.prepare });
}

/** Now, as every table writes it. */
export function timestamp(): string {
  return new Date().toISOString();
}
