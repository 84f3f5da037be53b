import type { Merge } from '../domain/change.js';
import type { Survey } from '../domain/queue/survey.js';
import type { Ports } from './ports.js';

/** What a service wants to know before it starts something. */
export interface SurveyQuestion {
  readonly service: string;
  readonly waiting: readonly Merge[];
  /** The commit last rolled out; when a running deployment may be superseded: its commit. */
  readonly current?: string;
  readonly quarantined: readonly string[];
  /** How many more wait than are named. */
  readonly unnamed: number;
}

/** TEMPORARY: replaced on merge of host. */
export async function survey(ports: Ports, { waiting, current }: SurveyQuestion): Promise<Survey> {
  const contains: Record<string, string[]> = {};
  const [contained, diverged, unknown]: string[][] = [[], [], []];
  for (const merge of waiting) {
    const to = current
      ? await ports.sourceHost.relation(merge, { repository: merge.repository, commit: current })
      : 'ahead';
    if (to === 'same' || to === 'behind') contained?.push(merge.commit);
    else if (to === 'diverged') diverged?.push(merge.commit);
    else if (to === 'unknown') unknown?.push(merge.commit);
    else contains[merge.commit] = [];
  }
  for (const a of waiting)
    for (const b of waiting)
      if (a !== b && contains[a.commit] && (await ports.sourceHost.relation(a, b)) === 'ahead')
        contains[a.commit]?.push(b.commit);
  const policy = { merges: 'coalesce', quarantine: 'hold' } as const;
  return {
    contains,
    contained: contained ?? [],
    diverged: diverged ?? [],
    unknown: unknown ?? [],
    quarantined: {},
    policy,
  };
}
