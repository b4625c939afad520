import type { Command } from 'commander';
import type { Project } from '../../../app/project.ts';
import { finishedRun } from '../../../app/runs.ts';
import { checkedQuery, hasLearnedByHeart, Search, searchRun } from '../../../app/search.ts';
import { textsOnly } from '../../../app/searchable-texts.ts';
import type { Services } from '../../../app/services.ts';
import type { RunRow } from '../../../store/runs.ts';
import { type CommonOptions, common, perform, wholeNumber, withProject } from '../session.ts';
import { percent } from '../tables.ts';

interface SearchOptions extends CommonOptions {
  run?: number;
  top?: number;
}

const hitsShown = 10;
const passagesShown = 3;

export function addSearch(program: Command): void {
  common(
    program
      .command('search <project> <query>')
      .description('the texts of a project that fit some words or a sentence best')
      .option('--top <n>', `how many (default: ${hitsShown})`, wholeNumber)
      .option('--run <id>', 'which pretraining (default: the newest finished one)', wholeNumber),
  ).action(async (dir: string, query: string, options: SearchOptions) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        return await searching(project, query, options.run, services, async (search, run) => {
          const { basis } = search;
          const isByHeart = run !== null && hasLearnedByHeart(run);
          const { hits, weight, isKnown } = await search.find(query, options.top ?? hitsShown);
          return {
            json: {
              query: query.trim(),
              texts: basis.texts,
              encoder_share: basis.weights === null ? null : weight,
              learned_by_heart: isByHeart,
              words_known: isKnown,
              hits: hits.map((hit) => ({
                path: hit.path,
                score: hit.score,
                words: hit.words,
                encoder: hit.encoder,
                line: hit.line,
                passage: hit.passage,
                sentence: hit.passage.slice(...hit.sentence),
              })),
            },
            text: [
              ...hits.flatMap((hit, at) => [
                `${at + 1}. ${hit.path}, line ${hit.line}  (${hit.score.toFixed(1)})`,
                `   ${oneLine(hit.passage.slice(...hit.sentence) || hit.passage)}`,
              ]),
              ...(hits.length === 0 ? ['No text has any of these words.'] : []),
              ...(isByHeart && run !== null
                ? [
                    `Run ${run.id} has learned its texts by heart, so that its encoder may mislead: a shorter pretraining is better to search with.`,
                  ]
                : []),
              ...(isKnown || hits.length === 0
                ? []
                : ['No text has any of these words: these are alike to the encoder.']),
              basis.weights === null
                ? 'By their words alone: with a finished pretraining, its encoder helps.'
                : `Words ${percent(1 - weight)}, encoder ${percent(weight)}: with these shares, one half of a text of yours found its other half best. In brackets: how much better it matches than the average text, in standard deviations.`,
            ].join('\n'),
          };
        });
      });
    });
  });
  common(
    program
      .command('ask <project> <question>')
      .description('the passage of a project’s texts that answers a question, if there is one')
      .option('--top <n>', `passages shown (default: ${passagesShown})`, wholeNumber),
  ).action(async (dir: string, question: string, options: SearchOptions) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        return await searching(project, question, null, services, async (search) => {
          const { isKnown, confidence, passages } = await search.answer(
            question,
            options.top ?? passagesShown,
          );
          const [first] = passages;
          return {
            json: {
              question: question.trim(),
              known: isKnown,
              confidence,
              answer: isKnown ? (first?.passage.slice(...first.sentence) ?? null) : null,
              passages: passages.map((each) => ({
                path: each.path,
                line: each.line,
                passage: each.passage,
                sentence: each.passage.slice(...each.sentence),
              })),
            },
            text: [
              isKnown
                ? `${oneLine(first?.passage.slice(...first.sentence) ?? '')}\nConfidence ${percent(confidence)}.`
                : first === undefined
                  ? 'I do not know: no text has a word of this question.'
                  : `I do not know: the nearest passage answers with a confidence of ${percent(confidence)} only.`,
              ...passages.flatMap((each, at) => [
                '',
                `${at + 1}. ${each.path}, line ${each.line}`,
                marked(each.passage, each.sentence),
              ]),
            ].join('\n'),
          };
        });
      });
    });
  });
}

/** Opens a search for the length of some work. @param run of which encoder; the newest when left out, null for none */
async function searching<Made>(
  project: Project,
  query: string,
  run: number | undefined | null,
  services: Services,
  work: (search: Search, run: RunRow | null) => Promise<Made>,
): Promise<Made> {
  // What is wrong is said before all texts are read.
  checkedQuery(query);
  textsOnly(project);
  const pretrained =
    run === null
      ? null
      : run === undefined
        ? searchRun(project)
        : finishedRun(project, run, 'pretrain');
  const search = await Search.open(project, pretrained, services);
  try {
    return await work(search, pretrained);
  } finally {
    await search.stop();
  }
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** The sentence between marks that a terminal shows everywhere. */
function marked(passage: string, [start, end]: [number, number]): string {
  if (start === end) return indented(passage);
  const text = `${passage.slice(0, start)}» ${passage.slice(start, end)} «${passage.slice(end)}`;
  return indented(text);
}

const indented = (text: string): string => `   ${text.replaceAll('\n', '\n   ')}`;
