import { z } from 'zod';
import { columnTypes, settableColumnTypes } from '../column-types.ts';
import { dataKindNames } from '../sample-spec.ts';
import { sampleTextSchema } from '../sample-text.ts';
import { zipEndBytes } from '../zip-end.ts';
import { call, nothing } from './call.ts';
import {
  bytes,
  classId,
  idArray,
  inProject,
  pathSource,
  projectId,
  sampleId,
  sampleIds,
  sampleStatus,
  searchText,
  sources,
  split,
  startedJob,
  time,
  window,
} from './primitives.ts';

/** The data set: samples, what the data check found, and what is left out. */

export const preprocessing = z.strictObject({
  /** Height and width of the images as the model sees them, pixels. */
  size: z.int().min(8).max(512),
  channels: z.union([z.literal(1), z.literal(3)]),
  fit: z.enum(['cover', 'contain', 'stretch']),
});

/** All conditions hold together; one left out holds always. */
export const sampleFilter = z.strictObject({
  status: z.array(sampleStatus).max(4).optional(),
  split: split.optional(),
  class: classId.optional(),
  labelled: z.boolean().optional(),
  /** Samples of this group of near duplicates; true for those of any. */
  nearDuplicates: z.union([z.int().positive(), z.literal(true)]).optional(),
  /** Part of the path, upper and lower case alike. */
  text: searchText.optional(),
});
export type SampleFilter = z.infer<typeof sampleFilter>;

export const sampleSort = z.strictObject({
  by: z.enum(['added', 'path', 'class', 'size', 'near-duplicates']),
  descending: z.boolean(),
});
export type SampleSort = z.infer<typeof sampleSort>;

const selection = { ...inProject, filter: sampleFilter, sort: sampleSort };

/** A sample as the grid shows it. */
const sampleRow = z.strictObject({
  sample: sampleId,
  path: z.string(),
  status: sampleStatus,
  split,
  class: classId.nullable(),
  /** Its label as text: the class's name, or a number. */
  label: z.string().nullable(),
  /** Of the original, pixels. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  nearDuplicateGroup: z.int().nullable(),
});
export type SampleRow = z.infer<typeof sampleRow>;

const counted = z.array(z.strictObject({ name: z.string(), count: z.int().min(0) }));
/** Least, median, greatest; pixels of the originals. */
const spread = z.tuple([z.int(), z.int(), z.int()]);

const summary = z.strictObject({
  /** Null before the first import. */
  kind: z.enum(dataKindNames).nullable(),
  /** Of images. */
  preprocessing: preprocessing.nullable(),
  counts: z.strictObject({
    ready: z.int(),
    duplicate: z.int(),
    skipped: z.int(),
    excluded: z.int(),
    train: z.int(),
    test: z.int(),
    labelledTrain: z.int(),
    labelledTest: z.int(),
  }),
  formats: counted,
  /** What the import did to samples: `grey`, `cropped`, `upscaled`, … */
  notes: counted,
  width: spread.nullable(),
  height: spread.nullable(),
  /** Bytes of the originals. */
  bytes: z.number(),
  nearDuplicateGroups: z.int(),
  /** Samples that "keep one of each" would leave out. */
  nearDuplicateExtras: z.int(),
  /** Why files were skipped: how many of each code. */
  skipped: counted,
});
export type DataSummary = z.infer<typeof summary>;

const skippedFile = z.strictObject({
  sample: sampleId,
  path: z.string(),
  /** `corrupt`, `truncated`, `unsupported`, … */
  code: z.string(),
  /** A sentence that names the file and says why. */
  reason: z.string(),
});

const sampleDetails = sampleRow.extend({
  /** The file it came from; null for a browser's upload, which is gone after the import. */
  source: z.string().nullable(),
  format: z.string().nullable(),
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  notes: z.array(z.string()),
  reason: z.string().nullable(),
  duplicateOf: sampleId.nullable(),
  /** Exact duplicates of it: their paths. */
  duplicates: z.array(z.string()),
  nearDuplicates: z.array(sampleId),
  className: z.string().nullable(),
  labelHistory: z.array(
    z.strictObject({
      className: z.string().nullable(),
      origin: z.enum(['csv', 'folders', 'person']),
      at: time,
    }),
  ),
});
export type SampleDetails = z.infer<typeof sampleDetails>;

/** The last bytes of a zip archive that a browser has, `zipEndBytes` or all of it: it is not sent for a look at its names. */
const zipEnd = z.strictObject({
  kind: z.literal('zip-end'),
  bytes: bytes.refine(({ length }) => length <= zipEndBytes, 'These are too many bytes.'),
});

const columnName = z.string().max(10_000);

/** What a column of a table was found to hold. */
export const foundColumn = z.strictObject({
  name: z.string(),
  type: z.enum(columnTypes),
  /** Why, as a sentence. */
  reason: z.string(),
  /** Of the rows that were looked at. */
  missing: z.int(),
});

/** Sentences on what was guessed of a table, and what of it is left out. */
const tableNotes = z.array(z.string());

/** What the columns of a table hold. */
const tableColumns = z.strictObject({
  /** Its name. */
  file: z.string(),
  rows: z.int(),
  /** Rows that were looked at. */
  sampled: z.int(),
  columns: z.array(foundColumn.extend({ examples: z.array(z.string()) })),
  notes: tableNotes,
  /** The column of the labels. */
  label: z.string().nullable(),
  /** Why that one, as a sentence; null where it was not found but chosen. */
  labelReason: z.string().nullable(),
  /** The column that looks like a class, whether or not it is that of the labels, and how many values it has. */
  lookalike: z.strictObject({ column: z.string(), values: z.int() }).nullable(),
  /** Columns that may hold classes, the likeliest first. */
  candidates: z.array(z.string()),
  /** Whether the project's columns can no longer be corrected, since somebody has worked with them. */
  fixed: z.boolean(),
});
export type TableColumns = z.infer<typeof tableColumns>;

/** Where the texts of a table are, and their labels. */
const textColumns = z.strictObject({
  /** Its name. */
  file: z.string(),
  /** Rows that were looked at. */
  sampled: z.int(),
  /** With the beginning of a value. */
  columns: z.array(z.strictObject({ name: z.string(), example: z.string() })),
  /** The one of the project, or the likeliest; null where none has words. */
  text: z.string().nullable(),
  label: z.string().nullable(),
  /** Columns that may hold classes, the likeliest first. */
  candidates: z.array(z.string()),
});
export type TextColumns = z.infer<typeof textColumns>;

/** What the columns of a project's table hold, and what each is for. */
const importedColumns = z.strictObject({
  /** The table's name. */
  file: z.string(),
  /** Rows it had, and how many of them were looked at. Null for a project that is older than this was kept; of it the columns that are used are all that is known. */
  looked: z.strictObject({ rows: z.int(), sampled: z.int() }).nullable(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** Null where it was not kept. */
      type: z.enum(columnTypes).nullable(),
      /** Why that type, as a sentence; null where it was not kept. */
      reason: z.string().nullable(),
      /** Of the rows that were looked at; null for some, of which it was not kept how many. */
      missing: z.int().nullable(),
      /** `label`: what is to be told, which is not learnt from. */
      use: z.enum(['learnt', 'label', 'kept-out']),
    }),
  ),
  notes: tableNotes,
  /** Whether they can no longer be corrected, since somebody has worked with them. */
  fixed: z.boolean(),
});
export type ImportedColumns = z.infer<typeof importedColumns>;

/** What an undoable change did. */
export const changed = z.strictObject({
  /** Samples that are different now. */
  changed: z.int().min(0),
});

export const dataCalls = {
  /**
   * Imports folders, zips and files. A job; what it brings is seen all at once at its end.
   * @throws `busy` while another import into the project goes on
   */
  'data.import': call(
    z.strictObject({
      ...inProject,
      sources,
      /** `folders`: the first folder level names the class; of several folders without folders in them, their own names. `column`: that of a table's labels. */
      labelsFrom: z.enum(['folders', 'column']).nullable(),
      split,
      /** Found by what is given when left out; a project has one. */
      kind: z.enum(dataKindNames).optional(),
      /** Of pictures. What is left out is chosen from the data; the first import decides for all. */
      preprocessing: preprocessing.partial(),
      /** Of a table: columns that hold something else than was found. Of a project's table all is imported anew. */
      columns: z
        .array(z.strictObject({ name: columnName, type: z.enum(settableColumnTypes) }))
        .max(100_000)
        .optional(),
      /** Of texts in a table: where they are. The likeliest when left out. */
      textColumn: columnName.optional(),
      /** Of a table: where its labels are; null for nowhere. Found by its name when left out. */
      labelColumn: columnName.nullable().optional(),
    }),
    startedJob,
  ),
  /** Whether one table is alone in a folder or a zip archive. Told by names, so that it is quick, however large that is: whoever is told so asks `data.columns`. */
  'data.tableAlone': call(
    z.strictObject({ given: z.discriminatedUnion('kind', [pathSource, zipEnd]) }),
    z.strictObject({ alone: z.boolean() }),
  ),
  /** What the columns of a table hold, to be corrected before it is imported: as rows (`table`), and as texts with their labels (`texts`). Null for what it cannot be. */
  'data.columns': call(
    z.strictObject({
      /** Null for a project that is still to be made. */
      project: projectId.nullable(),
      sources,
      /** As a person says; found by what is given when left out. A project has its own. */
      kind: z.enum(dataKindNames).optional(),
    }),
    z.strictObject({ table: tableColumns.nullable(), texts: textColumns.nullable() }),
  ),
  /** What the columns of a project's table hold; null for other data, and before the first import. */
  'data.importedColumns': call(
    z.strictObject(inProject),
    z.strictObject({ table: importedColumns.nullable() }),
  ),
  'data.summary': call(z.strictObject(inProject), summary),
  /** Part of a list of samples, for a virtualised grid. */
  'data.page': call(
    z.strictObject({ ...selection, ...window }),
    z.strictObject({ total: z.int().min(0), samples: z.array(sampleRow) }),
  ),
  /** All ids of a list, in its order: for "select all" and for keyboard moves. */
  'data.ids': call(z.strictObject(selection), z.strictObject({ ids: idArray })),
  'data.sample': call(z.strictObject({ ...inProject, sample: sampleId }), sampleDetails),
  /** What there is to read of a text or a row; null content of pictures. */
  'data.reading': call(
    z.strictObject({ ...inProject, sample: sampleId }),
    /** `left`: characters of a long text that are left out. */
    z.strictObject({ content: sampleTextSchema.nullable(), left: z.int().min(0) }),
  ),
  'data.skipped': call(
    z.strictObject({ ...inProject, ...window }),
    z.strictObject({ total: z.int().min(0), files: z.array(skippedFile) }),
  ),
  'data.nearDuplicates': call(
    z.strictObject({ ...inProject, ...window }),
    z.strictObject({
      total: z.int().min(0),
      groups: z.array(z.strictObject({ group: z.int().positive(), samples: z.array(sampleId) })),
    }),
  ),
  /** Leaves samples out of everything. Undone by `data.undo`. */
  'data.exclude': call(z.strictObject({ ...inProject, samples: sampleIds }), changed),
  /** Takes samples in again. */
  'data.include': call(z.strictObject({ ...inProject, samples: sampleIds }), changed),
  /** Leaves out all but one of each group of near duplicates: labelled ones stay, then the largest. */
  'data.keepOneOfEach': call(
    z.strictObject({
      ...inProject,
      /** All groups when left out. */
      groups: z.array(z.int().positive()).max(100_000).optional(),
    }),
    changed,
  ),
  /** Takes back the last exclusion or inclusion; survives a restart. */
  'data.undo': call(z.strictObject(inProject), changed),
  'data.redo': call(z.strictObject(inProject), changed),
  'data.undoState': call(
    z.strictObject(inProject),
    z.strictObject({ undo: z.string().nullable(), redo: z.string().nullable() }),
  ),
  /** Moves samples to the training or the test images. */
  'data.setSplit': call(z.strictObject({ ...inProject, samples: sampleIds, split }), changed),
  /** Forgets a batch of uploaded files that will not be imported. */
  'data.dropUpload': call(z.strictObject({ upload: z.string().regex(/^[0-9a-f]{32}$/) }), nothing),
};
