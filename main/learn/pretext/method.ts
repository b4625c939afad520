import { PretextError } from '../../../shared/errors.ts';
import { combination } from './combination.ts';
import { encodersFor, standsAlone } from './needs.ts';
import type { PretextTask } from './pretext-task.ts';
import { type PretextTaskName, pretextTaskNames, pretextTasks } from './registry.ts';

/**
 * What to train by: a pretext task, or two with a share each: `simclr:0.7+rotation:0.3`. Made by `methodNamed` alone.
 */
export type Method = PretextTaskName | `${PretextTaskName}:${number}+${PretextTaskName}:${number}`;

interface Part {
  name: PretextTaskName;
  /** As written; undefined when left out. */
  share: number | undefined;
}

/**
 * Reads what a person wrote: `rotation`, `simclr+rotation` (half each), `simclr:0.7+rotation:0.3` (shares, which are
 * made to sum up to one). It is written back in one way, so that the same method has the same name in all records.
 *
 * @param weight share of the first of two; not beside shares in the text
 * @throws {PretextError} `bad-usage`
 */
export function methodNamed(text: string, weight?: number): Method {
  const parts = text.split('+').map(partOf);
  const [first, second] = parts;
  if (first === undefined || parts.length > 2) {
    throw wrong(`“${text}” combines ${parts.length} pretext tasks; two at most are possible.`);
  }
  if (second === undefined) {
    if (weight !== undefined || first.share !== undefined) {
      throw wrong(`One pretext task alone has no share: “${text}”.`);
    }
    return first.name;
  }
  if (first.name === second.name) throw wrong(`“${text}” combines a pretext task with itself.`);
  const alone = [first, second].find(({ name }) => standsAlone(pretextTasks[name]));
  if (alone !== undefined) throw wrong(`“${alone.name}” cannot be combined with another task.`);
  if (!kindsOf(first).some((kind) => kindsOf(second).includes(kind))) {
    throw wrong(
      `“${first.name}” is for ${kindsOf(first).join(' and ')}, and “${second.name}” for ${kindsOf(second).join(' and ')}: they cannot be combined.`,
    );
  }
  const [a, b] = sharesOf(text, first, second, weight);
  const method: Method = `${first.name}:${a}+${second.name}:${b}`;
  if (encodersFor(taskOf(method)).length === 0) {
    throw wrong(
      `“${first.name}” and “${second.name}” cannot be combined: no encoder reads as both need.`,
    );
  }
  return method;
}

/** The tasks of a method with their shares, which sum up to one. */
export function partsOf(method: Method): { name: PretextTaskName; share: number }[] {
  return method.split('+').map((text) => {
    const { name, share } = partOf(text);
    return { name, share: share ?? 1 };
  });
}

/** The task that a method trains: one of the registry, or a combination of two. */
export function taskOf(method: Method): PretextTask {
  const [first, second] = partsOf(method);
  if (first === undefined) throw new RangeError('a method without a task');
  if (second === undefined) return pretextTasks[first.name];
  return combination(
    { ...first, task: pretextTasks[first.name] },
    { ...second, task: pretextTasks[second.name] },
  );
}

const kindsOf = ({ name }: Part): PretextTask['kinds'] => pretextTasks[name].kinds;

function partOf(text: string): Part {
  const [name = '', share, ...rest] = text.split(':');
  const found = pretextTaskNames.find((each) => each === name.trim());
  if (found === undefined) {
    throw new PretextError('bad-usage', `There is no pretext task called "${name.trim()}".`, {
      remedy: `Choose one of: ${pretextTaskNames.join(', ')}; or two of them, as in simclr+rotation.`,
    });
  }
  if (share === undefined) return { name: found, share: undefined };
  const value = Number(share);
  if (rest.length > 0 || share.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw wrong(`“${text}”: a task's share is a number above 0, as in ${found}:0.5.`);
  }
  return { name: found, share: value };
}

function sharesOf(text: string, first: Part, second: Part, weight: number | undefined) {
  const given = [first.share, second.share].filter((share) => share !== undefined);
  if (given.length === 1) throw wrong(`“${text}” gives one of the two tasks a share.`);
  if (given.length === 2 && weight !== undefined) {
    throw wrong(`Shares were given twice: in “${text}” and as the weight ${weight}.`);
  }
  if (weight !== undefined && !(weight > 0 && weight < 1)) {
    throw wrong(`The weight ${weight} is not between 0 and 1.`);
  }
  const a = weight ?? (first.share ?? 1) / ((first.share ?? 1) + (second.share ?? 1));
  const share = rounded(a);
  // One of the two would do nothing, or be lost in the rounding.
  if (share <= 0 || share >= 1) throw wrong(`“${text}” leaves nothing to one of the two tasks.`);
  return [share, rounded(1 - share)] as const;
}

/** Four places: shares stay readable in records, and what is read is what was written. */
const rounded = (share: number): number => Math.round(share * 1e4) / 1e4;

function wrong(message: string): PretextError {
  return new PretextError('bad-usage', message, {
    remedy:
      'Write one task, as in simclr, or two with a share each, as in simclr:0.7+rotation:0.3.',
  });
}
