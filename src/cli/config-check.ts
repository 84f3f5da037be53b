import { ConfigError, configFromFile, formatProblems, type Adapters, type Platform } from '../config/load.js';
import type { ServiceSettings } from '../config/settings.js';
import type { Check, StatisticalCheck } from '../domain/judge/checks.js';
import { timeToDecide, timeToDecideLine, type AskedTraffic } from './time-to-decide.js';
import { formatDuration } from '../domain/durations.js';

export interface ConfigCheckOptions {
  /** Path of the platform file. */
  readonly config: string;
  readonly json?: boolean;
  readonly adapters: Adapters;
  /** Also say how long it takes to decide at this traffic. */
  readonly traffic?: AskedTraffic;
}

/** `merganser config check`: prints what is configured, or all that is wrong. Returns the exit code. */
export async function configCheck(
  { config, json = false, adapters, traffic }: ConfigCheckOptions,
  out: (line: string) => void,
): Promise<number> {
  try {
    const platform = await configFromFile(config, adapters);
    if (json) out(JSON.stringify({ ok: true, ...summary(platform, traffic) }));
    else report(platform, config, traffic).forEach(out);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { problems } = error;
    if (json) out(JSON.stringify({ ok: false, problems }));
    else {
      formatProblems(problems).split('\n').forEach(out);
      out(`${config}: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`);
    }
    return 1;
  }
}

function report(platform: Platform, config: string, traffic: AskedTraffic | undefined): string[] {
  const { owner, sites, registrations } = platform;
  const services = registrations.flatMap(({ service, repository, branch }) => [
    `${service}  ${branch} of ${repository}`,
    ...(platform.hasOwnHome(service)
      ? ['  home      .merganser.yaml in its repository, read at the commit to deploy']
      : [`  home      ${config}`, ...settingsLines(platform.resolve(service), traffic)]),
  ]);
  const names = sites.map(({ name }) => name).join(', ');
  return [`${config} is good: installation ${owner}, sites ${names}`, ...services];
}

function settingsLines(settings: ServiceSettings, traffic: AskedTraffic | undefined): string[] {
  const { sites, run, weight, analysis, checks, notify } = settings;
  const { duration, maxDuration, interval } = analysis;
  const { type, ...options } = notify;
  return [
    `  sites     ${sites.map(({ site }) => site).join(', ')}`,
    `  canary    ${run.canaryInstances} beside ${run.instances}, with ${asPercent(weight)} of the requests`,
    `  analysis  ${formatDuration(duration)}, at most ${formatDuration(maxDuration)}, a poll every ${formatDuration(interval)}`,
    ...checks.map((check, i) => `  ${i === 0 ? 'checks' : '      '}    ${checkLine(check)}`),
    ...(traffic ? timeToDecideLine(settings, traffic) : []),
    `  notify    ${[type, ...Object.values(options)].join(' ')}`,
  ];
}

function checkLine(check: Check): string {
  if (check.kind !== 'threshold') return statisticalLine(check);
  const { name, metric, compare, max, min, window, breaches, outOf, required } = check;
  const written = (value: number) => (metric === 'latency' ? formatDuration(value) : asPercent(value));
  const bounds = [
    min === undefined ? [] : `at least ${written(min)}`,
    max === undefined ? [] : `at most ${written(max)}`,
  ].flat();
  const what = compare === 'baseline' ? 'canary minus baseline' : 'canary';
  const effect = required ? '' : ', only warns';
  const polls = `bad when ${breaches} of ${outOf} polls are beyond it`;
  return `${name}: ${what} ${bounds.join(' and ')} over ${formatDuration(window)}, ${polls}${effect}`;
}

function statisticalLine(check: StatisticalCheck): string {
  const effect = check.required ? '' : ', only warns';
  const rule =
    check.kind === 'ratio'
      ? `at most ${check.allowed} times the baseline's, from ${asPercent(check.floor)} on`
      : `at most ${asPercent(check.tolerance)} above the baseline's`;
  return `${check.name}: ${rule}, by evidence${effect}`;
}

const asPercent = (ratio: number) => `${Number((ratio * 100).toFixed(6))}%`;

function summary(platform: Platform, traffic: AskedTraffic | undefined) {
  const services = platform.registrations.map(({ service, repository, branch, paths }) => {
    const registration = { service, repository, branch, paths };
    if (platform.hasOwnHome(service)) return { ...registration, home: 'repository' };
    const settings = platform.resolve(service);
    const { sites, analysis, checks, weight, policy, notify } = settings;
    const secondsToDecide = traffic && timeToDecide(settings, traffic);
    const names = sites.map(({ site }) => site);
    return {
      ...registration,
      home: 'platform',
      sites: names,
      weight,
      analysis,
      checks,
      policy,
      notify,
      secondsToDecide,
    };
  });
  return { owner: platform.owner, sites: platform.sites.map(({ name }) => name), services };
}
