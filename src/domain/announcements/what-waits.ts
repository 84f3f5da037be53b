import { short } from '../ids.js';
import type { Bad } from './announcement.js';
import { say, type Line } from './parts.js';
import { changeBy, said, time } from './phrases.js';
import type { Sentences } from './words.js';

/** What a service says of merges that wait, and of what people said to it while they did. */
export const whatWaits = {
  frozen: ({ service, until, ...by }) => [
    [
      ...said('froze', service, by),
      ...(until
        ? say`. Merges wait until ${time(until)}; what runs goes on.`
        : ['. Merges wait; what runs goes on.']),
    ],
    say`To end it: merganser unfreeze ${service}`,
  ],
  unfrozen: ({ service, ...by }) => [[...said('unfroze', service, by), '.']],
  'service-held': ({ service, ...by }) => [
    [...said('held', service, by), ...say`. Merges wait; to go on: merganser resume ${service}`],
  ],
  'service-resumed': ({ service, ...by }) => [
    [...said('resumed', service, by), '. Merges are deployed again.'],
  ],
  'merge-waits': ({ service, change, because, until, by, reason }) => [
    [
      ...say`${short(change.commit)} of ${service} (`,
      ...changeBy(change),
      ...say`) waits: ${[because === 'frozen' ? 'frozen' : 'held']}`,
      ...(by ? say` by ${by}` : []),
      ...(until ? say` until ${time(until)}` : []),
      ...(reason ? say`: "${reason}"` : []),
    ],
  ],
  'asks-quarantine': ({ service, change, quarantined }) => [
    [
      ...say`${short(change.commit)} of ${service} (`,
      ...changeBy(change),
      ') waits for a person. It contains:',
    ],
    ...quarantined.map(bad),
    say`To deploy it all the same: merganser promote ${service} --commit ${short(change.commit)}; when it is mended: merganser quarantine lift ${service}; or merge a revert`,
  ],
  'asks-diverged': ({ service, commits }) => [
    say`I cannot tell what of ${service} is newest: ${commits.map(short).join(', ')} ${[commits.length > 1 ? 'do not contain each other' : 'does not contain what runs']}.`,
    say`To deploy one: merganser deploy ${service} ${short(commits[0] ?? '')}`,
  ],
  'brings-back': ({ service, change, quarantined }) => [
    say`Warning: ${short(change.commit)} of ${service} contains:`,
    ...quarantined.map(bad),
  ],
  lifted: ({ service, commits, ...by }) => [
    [...said('lifted the quarantine of', service, by), ...say`: ${commits.map(short).join(', ')}`],
  ],
  dropped: ({ service, change, ...by }) => [
    [
      ...said('dropped a waiting merge of', service, by),
      ...say`: ${short(change.commit)}, `,
      ...changeBy(change),
    ],
  ],
  'waiting-promoted': ({ service, change, ...by }) => [
    [
      ...said('promoted', service, by),
      ...say`. ${short(change.commit)} is next; it is analysed like any other.`,
    ],
  ],
  'going-back': ({ service, to, ...by }) => [
    [...said('wants the version before back for', service, by), ...say`. I will roll out ${short(to)}.`],
  ],
  'unknown-commit': ({ service, commit }) => [
    say`Not deploying ${short(commit)} of ${service}: its repository does not have it.`,
  ],
  'cannot-choose': ({ service, waiting, reason }) => [
    say`I cannot tell what of ${service} is newest, and ${[waiting === 1 ? '1 merge waits' : `${waiting} merges wait`]}: ${reason}. I keep trying.`,
  ],
  superseding: ({ service, id, change }) => [
    [
      ...say`${short(change.commit)} of ${service} (`,
      ...changeBy(change),
      ...say`) takes the place of deployment ${id}.`,
    ],
  ],
  orphan: ({ service, site, commit }) => [
    say`${site} runs a canary of ${service}, ${short(commit)}, that no deployment owns. I will take it away.`,
  ],
  'left-unsaid': ({ service, count }) => [
    say`${count} messages about ${service} were not said: Slack was away for too long. See: merganser history ${service}`,
  ],
} satisfies Partial<Sentences>;

const bad = ({ commit, why }: Bad): Line => say`  ${short(commit)}: ${why}`;
