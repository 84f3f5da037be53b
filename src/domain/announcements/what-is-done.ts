import { short } from '../ids.js';
import { say } from './parts.js';
import { changeBy, otherwise, printed, run, runAgain, said, time, who } from './phrases.js';
import type { Sentences } from './words.js';

/** What is said of deeds: rollouts, rollbacks, what people did, and what could not be done. */
export const whatIsDone = {
  'rolled-out': ({ service, sites, commit }) => [say`Rolled out ${service}: ${run(sites, commit)}`],
  adopted: ({ service, sites, commit }) => [say`Adopted ${service}: ${run(sites, commit)}`],
  'rolled-back': ({ service, sites }) => [say`Rolled back ${service}: ${runAgain(sites)}`],
  aborted: ({ service, undo, ...by }) => [
    [...said('aborted', service, by), undo ? '. I will roll this back.' : '. Nothing was changed.'],
  ],
  superseded: ({ service, undo, commit }) => [
    [
      ...(commit ? say`${short(commit)} of ${service} ` : say`A newer merge of ${service} `),
      ...['takes the place of this one. ', undo ? 'I will roll this back.' : 'Nothing was changed.'],
    ],
  ],
  promoted: ({ service, unanalysed, ...by }) => [
    [
      ...said('promoted', service, by),
      unanalysed
        ? '. I will roll this out as soon as its canaries are healthy, without analysis.'
        : '. I will roll this out.',
    ],
  ],
  resumed: ({ service, until, isDue, ...by }) => [
    [
      ...said('resumed', service, by),
      ...(until === undefined
        ? ['. I go on.']
        : isDue
          ? ['. A fresh look decides.']
          : say`. I will look until ${time(until)}.`),
    ],
  ],
  held: ({ service, before, until, then, ...by }) => [
    [
      ...said('held', service, by),
      before === 'writing'
        ? '. I wait before I change anything; '
        : '. I go on looking at it, and decide nothing; ',
      ...say`${otherwise(then, until)} unless somebody promotes, resumes or aborts it.`,
    ],
  ],
  left: ({ service, sites, ...by }) => [
    [...said('left', service, by), ...say`. I leave ${sites.join(', ')} as it is.`],
  ],
  'rollback-failed': ({ service, left, sites }) => [
    [
      ...say`The rollback of ${service} was given up in ${left.join(', ')}`,
      ...(sites.length > 0 ? say`; ${runAgain(sites)}` : []),
    ],
  ],
  fenced: ({ service, site, reason }) => [
    say`${service} in ${site} belongs to something newer than this deployment: ${reason}. I leave it to its newer owner, and undo the rest.`,
  ],
  'could-not-prepare': ({ service, id, change, reason, output }) => [
    say`I could not deploy ${service} with deployment id ${id}: ${reason}`,
    [...changeBy(change), '. Nothing was changed.'],
    ...printed(output),
  ],
  'could-not-start': ({ service, site, reason, output }) => [
    say`The canary of ${service} could not be started in ${site}: ${reason}. I will undo it.`,
    ...printed(output),
  ],
  'unhealthy-rollout': ({ service, site, reason, output }) => [
    say`${service} did not get healthy at full capacity in ${site}: ${reason}. I will roll this back.`,
    ...printed(output),
  ],
  'site-unreachable': ({ service, site, doing, reason }) => [
    say`I cannot ${[doing]} ${service} in ${site} yet: ${reason}. I keep trying.`,
  ],
  'needs-operator': ({ service, site, reason }) => [
    say`The rollback of ${service} in ${site} needs an operator: ${reason}. I keep trying.`,
  ],
  'ttl-expired': ({ service, site }) => [
    say`${site} had put all requests back on the stable version of ${service} by itself: it had not heard of me for too long.`,
  ],
  'left-to-newer': ({ service, site, reason }) => [say`I left ${service} in ${site} as it is: ${reason}`],
  'deployment-lost': ({ service, id, how, undo }) => [
    [
      ...say`Deployment ${id} of ${service} ended without a word (${how}). `,
      undo ? 'I will undo what it did.' : 'It had recorded no change.',
    ],
  ],
  'already-contained': ({ service, change, in: newer }) => [
    say`Not deploying ${short(change.commit)} of ${service}: ${short(newer)} contains it already.`,
  ],
  'forced-push': ({ service, commit, branch, by }) => [
    [
      ...say`${branch} of ${service} was force-pushed to ${short(commit)}`,
      ...(by ? say` by ${who(by)}` : []),
      ...say`. I do not deploy that by myself; to deploy it: merganser deploy ${service} ${short(commit)}`,
    ],
  ],
  'stable-changed': ({ service, site, reason }) => [
    say`I will not replace ${service} in ${site}, and take the canary back everywhere. ${reason}`,
  ],
  'workflow-failing': ({ service, workflow, times }) => [
    say`I cannot go on with ${service}: the workflow ${workflow} has failed ${times} times in a row. This is a fault of mine, not of ${service}.`,
    [
      'See the log of the worker for it. Services run on as they are; I go on by myself with a worker that can.',
    ],
  ],
} satisfies Partial<Sentences>;
