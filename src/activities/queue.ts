import type { Merge } from '../domain/change.js';
import type { Ports } from './ports.js';

export interface Choice {
  /** The newest; absent when all were contained already. */
  readonly next?: Merge;
  /** The others, which `next` contains. */
  readonly also: readonly Merge[];
  /** Merges that `current` contains already. */
  readonly contained: readonly Merge[];
}

/**
 * Asks git which of the waiting merges is the newest, so that an older commit never replaces a newer one whatever the
 * order in which they arrived. `current` is the commit last rolled out. Diverged history: the one that arrived last.
 */
export async function chooseNext(
  ports: Ports,
  waiting: readonly Merge[],
  current: string | undefined,
): Promise<Choice> {
  const fresh: Merge[] = [];
  const contained: Merge[] = [];
  for (const merge of waiting) ((await isContained(ports, merge, current)) ? contained : fresh).push(merge);
  let next = fresh.at(0);
  for (const merge of fresh.slice(1)) {
    if (next && (await ports.sourceHost.relation(merge, next)) !== 'behind') next = merge;
  }
  if (!next) return { also: [], contained };
  const chosen = next;
  return { next: chosen, also: fresh.filter((merge) => merge.commit !== chosen.commit), contained };
}

/** A person's explicit wish is never "contained already". */
async function isContained(ports: Ports, merge: Merge, current: string | undefined): Promise<boolean> {
  if (!current || merge.again || merge.adopt) return false;
  const relation = await ports.sourceHost.relation(merge, { repository: merge.repository, commit: current });
  return relation === 'same' || relation === 'behind';
}
