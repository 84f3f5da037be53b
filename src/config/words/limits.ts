import type { Words } from './words.js';

/** The keys of the limits. */
export const limits: Words = {
  'limits.duration': ['open', 'How long the analysis may last'],
  'limits.duration.min': ['open', 'The least `analysis.duration`'],
  'limits.duration.max': [
    'open',
    'The most `analysis.maxDuration`; a duration from the traffic is never longer',
  ],
  'limits.weight': ['open', "The canary's share of the requests"],
  'limits.weight.min': ['open', 'The least `canary.weight`'],
  'limits.weight.max': ['open', 'The most `canary.weight`'],
  'limits.instances': ['open', 'The most `instances` and `canary.instances`; 1 to 100'],
  'limits.sites': ['all sites', 'The sites it may be deployed to, and its default'],
  'limits.channels': ['open', 'Channels it may post to; a notifier without channels is then refused'],
  'limits.commands': ['open', 'What `build` and `start` may be'],
  'limits.envFiles': ['open', 'What `envFile` may be'],
  'limits.checks': ['open', 'How many checks, and which always'],
  'limits.checks.most': ['open', 'How many checks it may have of its own; 1 to 100'],
  'limits.checks.always': [
    'none',
    'Checks that every such service has beside its own, which may not take their names',
  ],
  'limits.judge': ['as below', 'How far `judge` may be tuned'],
  'limits.judge.alpha': ['as below', 'How far `judge.alpha` may be tuned'],
  'limits.judge.alpha.min': ['`0.1%`', 'The least `judge.alpha`: the smaller, the blinder; above `0%`'],
  'limits.judge.alpha.max': [
    '`5%`',
    'The most `judge.alpha`: the larger, the more healthy releases are rolled back',
  ],
  'limits.judge.warmUp': ['as below', 'How far `judge.warmUp` may be tuned'],
  'limits.judge.warmUp.max': ['`5m`', 'The most `judge.warmUp`'],
  'limits.judge.blip': ['as below', 'How far `judge.blip` may be tuned'],
  'limits.judge.blip.max': ['`2m`', 'The most `judge.blip`'],
  'limits.judge.quiet': ['as below', 'How far `judge.quiet` may be tuned'],
  'limits.judge.quiet.min': ['`10s`', 'The least `judge.quiet`'],
  'limits.judge.restartEvery': ['as below', 'How far `judge.restartEvery` may be tuned'],
  'limits.judge.restartEvery.max': ['`2m`', 'The most `judge.restartEvery`'],
  'limits.policy': ['open', 'What may be done where the evidence does not decide'],
  'limits.policy.unproven': ['open', 'What `policy.unproven` may be'],
  'limits.policy.noData': ['open', 'What `policy.noData` may be'],
  'limits.policy.quarantine': ['open', 'What `policy.quarantine` may be'],
};
