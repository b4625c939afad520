import type { ColumnType } from '../../../shared/column-types.ts';
import type { Target } from '../../../shared/target.ts';
import type { SpawnDecoder } from '../../ingest/decoder/spawn-decoder.ts';
import type { ImagePreprocessing, ImportResult } from '../../ingest/types.ts';
import type { VideoPreprocessing } from '../../ingest/video/types.ts';
import type { EncoderName } from '../../learn/models/registry.ts';
import type { PretextTaskName } from '../../learn/pretext/registry.ts';
import type { FoundColumns } from '../found-columns.ts';
import type { ImportProgress } from '../import-progress.ts';
import type { LabelFound } from '../label-found.ts';
import type { ImportedKind, PreprocessingOf } from '../preprocessing/preprocessing.ts';
import type { Project } from '../project.ts';
import type { RecordedSample } from '../record-import.ts';
import type { ImportServices } from '../services.ts';

/** Of videos alone. */
type ClipWishes = Pick<VideoPreprocessing, 'frames' | 'seconds' | 'folderRate'>;

/** What a person may ask of an import; each kind of data takes what is meant for it. */
export interface ImportWishes {
  /** Of images and videos; what is left out is chosen from the data. */
  preprocessing: Partial<ImagePreprocessing & ClipWishes>;
  /** `column`: of a table, the one that its name says so of. */
  labelsFrom: 'folders' | 'column' | null;
  /** Of a table: what its columns hold, by their names; found by their values when left out. */
  columns?: ReadonlyMap<string, ColumnType>;
  /** Of texts in a table: their column; the likeliest when left out. */
  textColumn?: string;
  /** Of a table: the column of the labels, which is not learnt from; null for none, found by its name when left out. */
  labelColumn?: string | null;
  /** What labels are; found by those of a table's column when left out. */
  target?: Target;
}

/** An import on its way: what to read, and where it goes. */
export interface ImportRequest extends ImportWishes {
  inputs: readonly string[];
  packFile: string;
  thumbnailFile: string;
  /** sha256 → name of a sample that the data set has already. */
  knownHashes: ReadonlyMap<string, string>;
  signal: AbortSignal;
  spawnDecoder?: SpawnDecoder;
  onProgress: ImportProgress;
}

/** What an import brings. When all there is are copies of `knownHashes`, there is no pack. */
export interface Imported<Kind extends ImportedKind>
  extends Pick<ImportResult, 'skipped' | 'duplicates' | 'nearDuplicates' | 'ignored' | 'summary'> {
  preprocessing: PreprocessingOf<Kind>;
  samples: readonly RecordedSample[];
  /** What the labels are that a table's column brings; left out where none come. */
  target?: Target;
  /** Whether a data set that was there keeps this preprocessing from now on: of texts, where their columns are. */
  renews?: boolean;
  /** Of a table. */
  found?: FoundColumns;
  /** Of a table, where nobody said which column holds its labels. */
  labelFound?: LabelFound;
  /** Sentences on what was guessed, and what is left out, for the person; none when left out. */
  notes?: readonly string[];
}

/** What was given, ready to be predicted: a row of the pack a sample. */
interface PackedInputs {
  file: string;
  paths: string[];
  skipped: ImportResult['skipped'];
}

/** How to train on a data set when nobody says how. */
export interface Advice {
  task: PretextTaskName;
  encoder: EncoderName;
  /** How often each sample is looked at. */
  passes: number;
  /** From here on more is learned by heart on small sets, where the passes that a minute makes are many more than those. */
  mostPasses: number;
  mostMinutes: number;
  /** Sentences. */
  reasons: string[];
}

/** What the app has to know of a kind of data: one file here and a line in `registry.ts`, its preprocessing beside in the same way. */
export interface DataKind<Kind extends ImportedKind> {
  /** What a sample is called. */
  noun: { one: string; many: string };
  /** What to give, as a remedy says it: `image files, folders or zips`. */
  wanted: string;
  /** What cannot be read is called so: `files`, of a table `rows`. */
  unreadable: string;
  /** Of files that are this kind, with their dot and in lower case. */
  extensions: readonly string[];
  /** A file may become several samples, called `FILE, FROM–TO`. */
  cutsFiles?: true;
  /**
   * Whether these are of this kind, by names or a short look; what nothing recognizes is taken for images.
   * @param spawnDecoder for a look at what is in archives
   */
  recognizes(
    inputs: readonly string[],
    spawnDecoder: SpawnDecoder | undefined,
  ): boolean | Promise<boolean>;
  /** Whether a person asks for what the data set was not imported with: then all of it is imported anew. Never when left out. */
  asksAnew?(before: PreprocessingOf<Kind>, wishes: ImportWishes): boolean;
  /** @param before what the data set's first import chose: all of its samples are prepared alike */
  import(before: PreprocessingOf<Kind> | null, request: ImportRequest): Promise<Imported<Kind>>;
  /** Reads samples for prediction, also those that are there twice, into a pack in `dir`. @throws {PretextError} `no-data` */
  pack(
    dir: string,
    preprocessing: PreprocessingOf<Kind>,
    inputs: readonly string[],
    services: ImportServices,
  ): Promise<PackedInputs>;
  /** What samples are and how they were prepared, after their number: `images, 28 × 28 pixels, grey`. */
  preparation(preprocessing: PreprocessingOf<Kind>): string;
  /** For a model card: how samples become inputs. A sentence. */
  prepared(preprocessing: PreprocessingOf<Kind>): string;
  /** Files that lie beside an exported model, for what prepares samples; none when left out. */
  exportFiles?(preprocessing: PreprocessingOf<Kind>): { name: string; content: string }[];
  /** @param rows where the training samples are */
  advise(
    project: Project,
    preprocessing: PreprocessingOf<Kind>,
    rows: readonly { file: string; row: number }[],
  ): Promise<Advice> | Advice;
}
