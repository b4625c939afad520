import type { Command } from 'commander';
import { kindOf } from '../../../app/data-kinds/registry.ts';
import { Project, projectsIn } from '../../../app/project.ts';
import { type CommonOptions, common, perform, withProject } from '../session.ts';
import { table } from '../tables.ts';

export function addProject(program: Command): void {
  const project = program.command('project').description('create, list and show projects');
  common(project.command('create <folder>').description('make an empty project')).action(
    async (folder: string, options: CommonOptions) => {
      await perform(options, () => {
        const created = Project.create(folder);
        const answer = {
          json: { project: created.dir, name: created.name },
          text: `Created ${created.dir}`,
        };
        created.close();
        return answer;
      });
    },
  );
  common(project.command('list [folder]').description('projects in a folder')).action(
    async (folder: string | undefined, options: CommonOptions) => {
      await perform(options, () => {
        const projects = projectsIn(folder ?? '.');
        const rows = projects.map(({ name, dir, modified }) => [name, dir, modified.toISOString()]);
        return {
          json: { projects },
          text:
            rows.length === 0 ? 'No projects here.' : table(['name', 'folder', 'changed'], rows),
        };
      });
    },
  );
  common(project.command('info <project>').description('what a project holds')).action(
    async (dir: string, options: CommonOptions) => {
      await perform(options, async () => await withProject(dir, info));
    },
  );
}

function info(project: Project): { json: unknown; text: string } {
  const { store } = project;
  const dataset = store.datasets.first();
  const samples = dataset === undefined ? null : store.samples.counts(dataset.id);
  const labels =
    dataset === undefined
      ? null
      : {
          train: store.labels.all(dataset.id, 'train').length,
          test: store.labels.all(dataset.id, 'test').length,
        };
  const runs = store.runs.all().length;
  const exports = store.models.exports().length;
  const json = { project: project.dir, name: project.name, samples, labels, runs, exports };
  const many = samples === null ? '' : kindOf(project.dataset().preprocessing).noun.many;
  const text =
    samples === null || labels === null
      ? `${project.name}: no data yet.`
      : [
          `${project.name} (${project.dir})`,
          `${samples.train} training ${many}, ${labels.train} labelled; ${samples.test} test ${many}, ${labels.test} labelled`,
          `${samples.duplicate} duplicates, ${samples.skipped} ${kindOf(project.dataset().preprocessing).unreadable} skipped`,
          `${runs} runs, ${exports} exports`,
        ].join('\n');
  return { json, text };
}
