interface Candidates {
  /** The run in the address. */
  asked: number | null;
  /** Of the pretraining under way. */
  underWay: number | null;
  /** All pretrainings, newest first. */
  all: readonly { run: number }[];
}

/** Which pretraining to show: the one asked for, else the one under way, else the newest. */
export function shownRun({ asked, underWay, all }: Candidates): number | null {
  return asked ?? underWay ?? all[0]?.run ?? null;
}
