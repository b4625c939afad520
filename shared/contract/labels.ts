import { z } from 'zod';
import { defaultStrategyName, suggestionStrategyNames } from '../suggestion-strategies.ts';
import { targetNames } from '../target.ts';
import { call, nothing } from './call.ts';
import {
  classId,
  displayName,
  idArray,
  inProject,
  interval,
  runId,
  sampleId,
  sampleIds,
  source,
  split,
  startedJob,
  time,
} from './primitives.ts';

/** Labels: a class, or a number, given to a sample by a person. Each is on disk before the call answers. */

const labelClass = z.strictObject({
  class: classId,
  name: z.string(),
  /** Ready samples that have it. */
  train: z.int().min(0),
  test: z.int().min(0),
});
export type LabelClass = z.infer<typeof labelClass>;

const edit = z.strictObject({
  edit: z.int().positive(),
  /** `12 samples labelled "shirt"`. */
  title: z.string(),
  samples: z.int().min(0),
  at: time,
  undone: z.boolean(),
});

const state = z.strictObject({
  labelledTrain: z.int().min(0),
  labelledTest: z.int().min(0),
  unlabelledTrain: z.int().min(0),
  /** What `labels.undo` would take back; null when there is nothing. */
  undo: z.string().nullable(),
  redo: z.string().nullable(),
  /** Labels given by a person, undone ones left out. */
  given: z.int().min(0),
});
export type LabelState = z.infer<typeof state>;

/** What changed, and how things stand now: a screen needs no second call. */
const given = z.strictObject({ changed: z.int().min(0), samples: idArray, state });

const gain = z.strictObject({
  /** Labels that the estimate is made from. */
  labels: z.int().min(0),
  /** What labels are. */
  target: z.enum(targetNames),
  /** Accuracy of classes, 0…1, or root mean squared error of numbers: cross-validated, of a linear probe on them. */
  value: z.number().nullable(),
  /** What ten more labels would add to the value, and its 95 % interval; null when it cannot be said. */
  tenMore: z.strictObject({ gain: z.number(), interval }).nullable(),
  /** How sure that is, or why nothing can be said. */
  sentence: z.string(),
  /** Labels given since. */
  stale: z.int().min(0),
});

export const labelsCalls = {
  /** Says what labels are; none is lost, they are read in another way. @throws `bad-usage` for numbers where labels are none; `no-data` */
  'labels.setTarget': call(z.strictObject({ ...inProject, target: z.enum(targetNames) }), nothing),
  /** Ready samples that have a number, by their ids; none where labels are classes. */
  'labels.numbers': call(
    z.strictObject(inProject),
    z.strictObject({ samples: idArray, values: z.array(z.number()) }),
  ),
  /** Gives samples a number, or takes theirs back with null. @throws `bad-usage` where labels are classes */
  'labels.giveNumber': call(
    z.strictObject({
      ...inProject,
      samples: sampleIds,
      value: z.number().min(-3.4e38).max(3.4e38).nullable(),
    }),
    given,
  ),
  /** Classes that exist, by name; none where labels are numbers. */
  'labels.classes': call(
    z.strictObject(inProject),
    z.strictObject({ classes: z.array(labelClass) }),
  ),
  /** @throws `already-exists`; `bad-usage` where labels are numbers */
  'labels.createClass': call(z.strictObject({ ...inProject, name: displayName }), labelClass),
  /** @throws `already-exists` */
  'labels.renameClass': call(
    z.strictObject({ ...inProject, class: classId, name: displayName }),
    labelClass,
  ),
  /** @throws `bad-usage` while samples have it */
  'labels.removeClass': call(z.strictObject({ ...inProject, class: classId }), nothing),
  /** Gives samples a class, or takes theirs back with null. @throws `bad-usage` where labels are numbers */
  'labels.give': call(
    z.strictObject({ ...inProject, samples: sampleIds, class: classId.nullable() }),
    given,
  ),
  /** Takes back the last change of labels by a person. Without limit; survives a restart. */
  'labels.undo': call(z.strictObject(inProject), given),
  'labels.redo': call(z.strictObject(inProject), given),
  'labels.state': call(z.strictObject(inProject), state),
  /** Changes of labels by a person, newest first. */
  'labels.history': call(
    z.strictObject({ ...inProject, limit: z.int().min(1).max(1000) }),
    z.strictObject({ edits: z.array(edit) }),
  ),
  /** Which samples to label first, by a pretraining's embeddings. Takes seconds; `auto` and `spectral` half a minute the first time for 20,000. */
  'labels.suggest': call(
    z.strictObject({
      ...inProject,
      run: runId,
      count: z.int().min(1).max(1000),
      strategy: z.enum(suggestionStrategyNames).default(defaultStrategyName),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1),
      /** Samples not to suggest: seen and passed over, or waiting to be. */
      except: idArray.default(new Int32Array()),
    }),
    z.strictObject({
      suggestions: z.array(
        z.strictObject({
          sample: sampleId,
          /** Names of the two classes that a classifier of the labels so far wavers between. */
          between: z.tuple([z.string(), z.string()]).nullable(),
        }),
      ),
    }),
  ),
  /** Labels from a CSV file with the columns path, label; the first of a table say what labels are. As `test`, its samples leave training. A job. */
  'labels.import': call(z.strictObject({ ...inProject, source, split }), startedJob),
  /** Sets a share of each class's labelled training samples aside as test samples. */
  'labels.holdOut': call(
    z.strictObject({
      ...inProject,
      share: z.number().gt(0).lt(1),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1),
      /** Samples not to suggest: seen and passed over, or waiting to be. */
      except: idArray.default(new Int32Array()),
    }),
    z.strictObject({ moved: z.int().min(0) }),
  ),
  /** What more labels would bring, by the learning curve computed last (`results.computeCurve`). */
  'labels.estimate': call(z.strictObject({ ...inProject, run: runId }), gain),
};
