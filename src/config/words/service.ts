import type { Words } from './words.js';

/** The keys of a service, in either file. */
export const service: Words = {
  service: ['required', '1 to 63 of `a-z 0-9 -`, the first no `-`'],
  repository: ['required', 'Path or URL that git can fetch from, without a password. Platform file only'],
  branch: ['`main`', 'The branch whose merges are deployed. Platform file only'],
  paths: ['every file', "Only a push that touches one of them is this service's. Platform file only"],
  sites: ['all sites', 'Where it is deployed; names of `sites`, once each'],
  build: ['none', "Run once per version, in the version's own folder"],
  start: ['required', 'Starts an instance, which listens on `$PORT`'],
  health: ['`/healthz`', '`/healthz` is short for `{path: /healthz}`'],
  'health.path': ['`/healthz`', 'GET on it answers 2xx when the instance is up; begins with `/`'],
  'health.interval': ['`500ms`', 'Time between two tries; `10ms` to `1d`'],
  'health.timeout': ['`30s`', 'How long an instance may take to get healthy; `10ms` to `1d`'],
  env: ['none', 'Environment of the instances; put numbers in quotes. Not for secrets'],
  envFile: [
    'none',
    "A file with more environment, on the site's own machine; the place for secrets. `{site}` and `{service}` in it stand for their names",
  ],
  instances: ['`2`', 'Instances at full capacity, per site; 1 to 100'],
  canary: ['', 'What gets the first requests'],
  'canary.instances': ['`1`', 'Instances of the canary, per site; 1 to 100'],
  'canary.weight': ['`10%`', 'Share of the requests that the canary gets; above `0%`, at most `100%`'],
  analysis: ['', 'How the canary is looked at'],
  'analysis.duration': ['from the traffic, `10m` to `60m`', 'How long the canary is looked at; `1s` to `7d`'],
  'analysis.maxDuration': [
    'twice the duration',
    'How long where there is not enough to decide; `duration` or more, at most `7d`',
  ],
  'analysis.interval': [
    '`5s`',
    'Time between two polls; `100ms` or more, at most a third of the duration (shortened to it by default)',
  ],
  'analysis.prepareTimeout': [
    '`5m`',
    'How long fetching, building and starting may take at a site; `1s` to `1d`',
  ],
  checks: [
    'the error ratio, by evidence',
    'What is held against the canary; one or more, one of them required',
  ],
  judge: ['', 'Tunes the judge; [judge.md](judge.md) says what the defaults are proven for'],
  'judge.warmUp': ['`60s`', 'A cold start is forgiven for so long'],
  'judge.blip': [
    '`15s` to `60s`, by traffic, instances and history',
    'The longest transient that cannot turn a check bad',
  ],
  'judge.quiet': ['`60s`', 'How long the evidence must not have grown before a bad check recovers'],
  'judge.restartEvery': [
    '`30s`',
    'How often the evidence starts afresh beside what was gathered, which keeps late onsets findable',
  ],
  'judge.alpha': [
    '`5%`, or `1%` with `rollback: at-once`',
    'Chance that a healthy canary is ever called bad, before the last look',
  ],
  policy: ['', 'What to do where the evidence does not decide'],
  'policy.merges': [
    '`coalesce`',
    'Of merges that wait: `coalesce` deploys the newest, `queue` one after the other; `supersede` also gives up the one that runs',
  ],
  'policy.rollback': [
    '`at-deadline`',
    '`at-deadline`: what heals before it is forgiven. `at-once`: the first bad evidence rolls back',
  ],
  'policy.catastrophe': [
    '`roll-back`',
    'A canary that is dying: `roll-back` at once, or `wait` for the deadline',
  ],
  'policy.unproven': ['`rollout`', 'Nothing bad, but too little traffic: `rollout`, `rollback` or `hold`'],
  'policy.noData': ['`hold`', 'No metrics of the canary: `hold` or `rollback`'],
  'policy.holdFor': ['`4h`', 'How long a person is waited for before it is rolled back; `1s` to `7d`'],
  'policy.quarantine': [
    '`hold`',
    'A merge with a commit that was rolled back: `hold` asks a person, `deploy-with-warning` says so and deploys',
  ],
  mode: ['`deploy`', '`deploy`. `observe` and `dry-run` are not supported yet'],
  notify: ["the platform's", 'One notifier with its options, as in the platform file'],
};
