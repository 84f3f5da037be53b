import type { Registration } from '../config/settings.js';
import type { Merge } from '../domain/change.js';
import { nameOf, subjectOf } from '../domain/commit-message.js';
import { touches } from '../domain/touches.js';
import { filesOf } from './paths.js';
import type { PushPayload } from './payload.js';
import { servicesOf } from './registered.js';

/** A merge for a service. */
export interface Submission {
  readonly service: string;
  readonly merge: Merge;
}

/** What a push means: nothing, for this reason; or something to tell services, forced pushes to announce only. */
export type PushDecision =
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'merged' | 'forced'; readonly submissions: readonly Submission[] };

/** Decides what a push to a repository means for the services. `at`: when it arrived, ISO 8601. */
export function decidePush(
  push: PushPayload,
  registrations: readonly Registration[],
  at: string,
): PushDecision {
  const notBranch = whyNoMerge(push);
  if (notBranch) return ignored(notBranch);

  const name = nameOf(push.repository.full_name ?? push.repository.clone_url ?? '') ?? 'without a name';
  const ofRepository = servicesOf(push.repository, registrations);
  if (ofRepository.length === 0) return ignored(`no service is configured for repository ${name}`);

  const branch = push.ref.slice(headsPrefix.length);
  const ofBranch = ofRepository.filter((registration) => registration.branch === branch);
  if (ofBranch.length === 0) {
    const wanted = [...new Set(ofRepository.map((registration) => registration.branch))].join(', ');
    return ignored(`branch ${nameOf(branch)} is not deployed, only ${wanted}`);
  }
  if (push.created || isZero(push.before ?? '')) {
    return ignored(`branch ${branch} was created: its next merge is deployed, or use "merganser deploy"`);
  }

  const files = filesOf(push);
  const touched = ofBranch.filter((registration) => touches(registration.paths, files));
  if (touched.length === 0) return ignored('the push touches no path of a service');
  const submissions = touched.map((registration) => submission(registration, push, at));
  return { kind: push.forced ? 'forced' : 'merged', submissions };
}

const headsPrefix = 'refs/heads/';
const isZero = (commit: string) => /^0+$/.test(commit);
const ignored = (reason: string): PushDecision => ({ kind: 'ignored', reason });

function whyNoMerge({ ref, deleted, after }: PushPayload): string | undefined {
  if (ref.startsWith('refs/tags/')) return 'a tag is not deployed';
  if (!ref.startsWith(headsPrefix)) return 'the ref is not a branch';
  if (deleted || isZero(after)) return 'a deletion deploys nothing';
  if (ref.startsWith(`${headsPrefix}gh-readonly-queue/`)) return 'a merge-queue branch is not merged yet';
  return undefined;
}

function submission(registration: Registration, push: PushPayload, at: string): Submission {
  const { service, repository, branch } = registration;
  const author = push.head_commit?.author;
  const pusher = push.sender?.login ?? push.pusher?.name;
  const merge: Merge = {
    repository,
    commit: push.after,
    subject: subjectOf(push.head_commit?.message ?? ''),
    author: nameOf((push.forced ? pusher : (author?.username ?? author?.name)) ?? ''),
    web: webAddress(push.repository.html_url),
    receivedAt: at,
    ...(push.forced && { forced: true }),
    branch,
  };
  return { service, merge };
}

/** It ends up in links and in a signal: it must be an address, and a short one. */
function webAddress(url: string | undefined): string | undefined {
  return url && url.length <= 300 && /^https?:\/\/[^\s<>|"]+$/.test(url) ? url : undefined;
}
