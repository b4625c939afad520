/** What a source needs to put an engine in place. */
export interface SourceContext {
  /** The bundle's folder in the per-user cache, under its final name. */
  cachedBundle: string;
  /** Replaces the host a source downloads from. */
  mirror: string | undefined;
  env: NodeJS.ProcessEnv;
  report: (line: string) => void;
}
