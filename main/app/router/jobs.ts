import type { jobsCalls } from '../../../shared/contract/jobs.ts';
import type { Handlers } from './handler.ts';

export const jobsHandlers: Handlers<keyof typeof jobsCalls> = {
  'jobs.list': ({ project }, { jobs }) => ({ jobs: jobs.list(project) }),
  'jobs.get': ({ job }, { jobs }) => jobs.get(job),
  'jobs.pause': ({ job }, { jobs }) => jobs.pause(job),
  'jobs.resume': ({ job }, { jobs }) => jobs.resume(job),
  'jobs.cancel': ({ job }, { jobs }) => jobs.cancel(job),
};
