import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type Settings, settings } from '../../../shared/contract/settings.ts';
import { PretextError } from '../../../shared/errors.ts';
import type { SpawnDecoder } from '../../ingest/decoder/spawn-decoder.ts';
import { forkHost, type TrainingHost } from '../../training/host.ts';
import type { AlikePrediction } from '../predict.ts';
import { silentReporter } from '../reporter.ts';
import { Search, searchRun } from '../search.ts';
import type { Services } from '../services.ts';
import { packedSound, soundOf } from '../sound.ts';
import { predictedPicture, type Served, type Thumbnail, thumbnailOf } from '../thumbnail.ts';
import { type MachineRun, type MachineSpeed, machineRunSchema } from '../training-speed.ts';
import { EventHub } from './event-hub.ts';
import { defaultProjectsFolder, studioHome } from './home.ts';
import { JobRegistry, type JobRequest } from './job-registry.ts';
import { JsonFile } from './json-file.ts';
import { type LiveModel, LivePredictions } from './live-predictions.ts';
import { LiveSearches } from './live-searches.ts';
import { type OpenProject, OpenProjects } from './open-projects.ts';
import { PredictionLists } from './prediction-lists.ts';
import { PreviewPictures } from './preview-pictures.ts';
import type { Log } from './problem.ts';
import { recentOf } from './recent-of.ts';
import { RecentProjects } from './recent-projects.ts';
import { noShell, type ShellAbilities } from './shell-abilities.ts';
import { Uploads } from './uploads.ts';

/** One a task and encoder. */
const mostRunSpeeds = 100;

const measuredSchema = z.object({
  path: z.enum(['graph', 'eager']),
  oneDnn: z.boolean(),
  threads: z.int(),
  imagesPerSecond: z.number(),
  measuredAt: z.string(),
});
export type MeasuredSpeed = z.infer<typeof measuredSchema>;

export interface StudioOptions {
  /** Where settings and recent projects are kept; the system's place when left out. */
  home?: string;
  shell?: ShellAbilities;
  /** Starts training processes with so many threads; `forkHost` when left out. */
  hostFor?: (threads: number | undefined) => TrainingHost;
  /** How to start a decoder process, where forking Node is not the way (Electron). */
  spawnDecoder?: SpawnDecoder;
  log?: Log;
}

/** The app behind every shell: open projects, jobs, settings. One a process; close it at the end. */
export class Studio {
  readonly home: string;
  readonly shell: ShellAbilities;
  readonly events = new EventHub();
  readonly projects = new OpenProjects();
  readonly jobs: JobRegistry;
  readonly uploads = new Uploads();
  readonly predictions = new PredictionLists();
  readonly recent: RecentProjects;
  readonly #previews: PreviewPictures;
  readonly log: Log;
  /** How decoder processes are started, for looks at files outside of jobs. */
  readonly decoders: Pick<Services, 'spawnDecoder'>;
  readonly #settings: JsonFile<typeof settings>;
  readonly #measured: JsonFile<z.ZodNullable<typeof measuredSchema>>;
  readonly #runSpeeds: JsonFile<z.ZodArray<typeof machineRunSchema>>;
  readonly #hostFor: (threads: number | undefined) => TrainingHost;
  readonly #closing = new AbortController();
  readonly #live = new LivePredictions(this.#closing.signal);
  readonly #searches = new LiveSearches<Search>(async (project, work) => {
    const { job } = this.startJob({
      kind: 'search',
      project,
      work: async (services) => ({ kind: 'search', texts: (await work(services)).basis.texts }),
    });
    await this.jobs.ended(job);
  });
  #lastQuick: Promise<unknown> = Promise.resolve();

  constructor(options: StudioOptions = {}) {
    this.home = options.home ?? studioHome();
    this.shell = options.shell ?? noShell;
    this.log = options.log ?? (() => undefined);
    this.#hostFor = options.hostFor ?? ((threads) => forkHost({ threads: { intraOp: threads } }));
    const { spawnDecoder } = options;
    this.decoders = spawnDecoder === undefined ? {} : { spawnDecoder };
    this.recent = new RecentProjects(this.home, this.log);
    this.#previews = new PreviewPictures(this.home, this.log);
    this.#settings = new JsonFile(
      path.join(this.home, 'settings.json'),
      settings,
      {
        theme: 'system',
        threads: null,
        projectsFolder: defaultProjectsFolder(this.home),
        language: 'en',
      },
      this.log,
    );
    this.#measured = new JsonFile(
      path.join(this.home, 'machine.json'),
      measuredSchema.nullable(),
      null,
      this.log,
    );
    this.#runSpeeds = new JsonFile(
      path.join(this.home, 'run-speeds.json'),
      z.array(machineRunSchema),
      [],
      this.log,
    );
    this.jobs = new JobRegistry(this.events, this.log);
    this.events.listen((event) => {
      if (event.type !== 'changed' || event.project === null) return;
      if (event.what !== 'data' && event.what !== 'runs') return;
      // The model in use may have gone, and its neighbours may be others now.
      this.#live.forget(event.project);
      if (event.what === 'data') this.#searches.forget(event.project);
      if (!this.projects.has(event.project)) return;
      // The list of projects shows samples and runs: it follows them.
      const open = this.projects.get(event.project);
      const recent = recentOf(open, this.recent);
      this.recent.update(recent);
      if (event.what === 'data') this.#previews.keep(recent, open.project);
    });
  }

  get settings(): Settings {
    return this.#settings.value;
  }

  changeSettings(changes: Partial<Settings>): Settings {
    this.#settings.set({ ...this.#settings.value, ...changes });
    this.events.changed(null, 'settings');
    return this.#settings.value;
  }

  /** How fast this machine trains, when it has been measured. */
  get measured(): MeasuredSpeed | null {
    return this.#measured.value;
  }

  /** What is known of this machine's speed, measured and from earlier runs. */
  get speed(): MachineSpeed {
    return { reference: this.measured?.imagesPerSecond ?? null, runs: this.#runSpeeds.value };
  }

  /** Keeps how fast a run was, for estimates in other projects. */
  rememberSpeed(run: MachineRun): void {
    const others = this.#runSpeeds.value.filter(
      (each) => each.method !== run.method || each.encoder !== run.encoder,
    );
    this.#runSpeeds.set([...others, run].slice(-mostRunSpeeds));
  }

  setMeasured(speed: MeasuredSpeed): void {
    this.#measured.set(speed);
  }

  get threads(): number {
    return this.settings.threads ?? availableParallelism();
  }

  /** Opens a project and puts it first in the list. @throws {PretextError} as `OpenProjects.open` */
  openProject(dir: string): OpenProject {
    return this.#opened(this.projects.open(dir));
  }

  /** @throws {PretextError} `already-exists` */
  createProject(dir: string): OpenProject {
    return this.#opened(this.projects.create(dir));
  }

  /** @throws {PretextError} `busy` while a job of it goes on */
  closeProject(id: string): void {
    if (this.jobs.isBusy(id)) {
      throw new PretextError('busy', 'A job of this project is going on.', {
        remedy: 'Wait until it has ended, or cancel it.',
      });
    }
    this.#live.forget(id);
    this.#searches.forget(id);
    this.projects.close(id);
    this.events.changed(null, 'projects');
  }

  /** Takes a project off the list. Its folder stays as it is. @throws {PretextError} `busy` */
  forgetProject(id: string): void {
    this.closeProject(id);
    this.recent.forget(id);
    this.#previews.forget(id);
    this.events.changed(null, 'projects');
  }

  /** Starts a job that may use the training process. */
  startJob(
    request: Omit<JobRequest, 'work'> & {
      work: (services: Services, job: string) => ReturnType<JobRequest['work']>;
    },
  ): { job: string; run: Promise<number> } {
    const { work } = request;
    return this.jobs.start({
      ...request,
      work: (services, job) => work({ ...services, ...this.#processes() }, job),
    });
  }

  /**
   * Work of a second or two in the training process, without a job of its own: previews, neighbours. One after the
   * other, since each loads the engine.
   */
  async quick<T>(work: (services: Services) => Promise<T>): Promise<T> {
    const turn = this.#lastQuick.then(() => work(this.#quietServices()));
    this.#lastQuick = turn.catch(() => undefined); // who asked for it hears of it
    return await turn;
  }

  /** Predicts one picture by a process that is kept for the next one. @throws {PretextError} as `LivePredictions.predict` */
  async predictLive(model: LiveModel, image: Uint8Array): Promise<AlikePrediction> {
    return await this.#live.predict(model, image, this.#quietServices());
  }

  /**
   * The texts of a project, ready to be searched by its newest encoder, if there is one. They are read when that has to be done.
   * @throws {PretextError} as `Search.open`
   */
  async search(id: string): Promise<{ search: Search; run: number | null }> {
    const { project } = this.projects.get(id);
    const run = searchRun(project);
    const search = await this.#searches.searchFor({
      project: id,
      name: run === null ? '' : `${run.id} ${run.ended_at}`,
      open: (services) => Search.open(project, run, services),
    });
    return { search, run: run?.id ?? null };
  }

  /** A sample's picture; of a closed project only those that the list of projects shows. @throws {PretextError} `not-found` */
  samplePicture(project: string, sample: number): Thumbnail {
    const recent = this.recent.byId(project);
    if (!this.projects.has(project) && recent !== undefined) {
      return this.#previews.get(recent, sample);
    }
    return thumbnailOf(this.projects.get(project).project, sample);
  }

  /** A sample to listen to. @throws {PretextError} `not-found`, also for what is no sound */
  sampleSound(project: string, sample: number): Served {
    return soundOf(this.projects.get(project).project, sample);
  }

  /** What a prediction is of, to listen to. @throws {PretextError} `not-found`, also for what is no sound */
  predictionSound(job: string, index: number): Served {
    return packedSound(this.#predictionFile(job, index), index);
  }

  /** The picture of a prediction. @throws {PretextError} `not-found` */
  predictionPicture(job: string, index: number): Thumbnail {
    return predictedPicture(this.#predictionFile(job, index), index);
  }

  /** Ends all jobs, which save what they have, and closes all projects. */
  async close(): Promise<void> {
    this.#closing.abort(new PretextError('cancelled', 'Pretext Studio is closing.'));
    await this.jobs.close();
    await this.#lastQuick;
    await this.#live.close();
    await this.#searches.close();
    this.projects.closeAll();
    this.predictions.close();
    this.uploads.close();
  }

  #predictionFile(job: string, index: number): string {
    const { file, predictions } = this.predictions.get(job);
    if (predictions[index] === undefined) {
      throw new PretextError('not-found', 'There is no such prediction.');
    }
    return file;
  }

  /** For work without a job: it tells nothing, and ends with the app. */
  #quietServices(): Services {
    return { ...this.#processes(), reporter: silentReporter, signal: this.#closing.signal };
  }

  /** How jobs start processes of their own, with the threads that are set now. */
  #processes(): Pick<Services, 'host' | 'spawnDecoder'> {
    return { host: this.#hostFor(this.settings.threads ?? undefined), ...this.decoders };
  }

  #opened(open: OpenProject): OpenProject {
    const recent = { ...recentOf(open, this.recent), openedAt: new Date().toISOString() };
    this.recent.opened(recent);
    this.#previews.keep(recent, open.project);
    this.events.changed(null, 'projects');
    return open;
  }
}
