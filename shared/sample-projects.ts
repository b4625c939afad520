/** Data that come with the app, to try it with: `main/app/sample-project.ts` says what each is. */
export const sampleProjectNames = ['clothes', 'cells', 'prompts', 'speeches', 'moves'] as const;
export type SampleProjectName = (typeof sampleProjectNames)[number];
