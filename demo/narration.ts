import type { SlackMessage } from './reader/index.js';

/** What the first message of a story says of it. */
export interface Start {
  readonly id: string;
  readonly until: string;
}

/** Reads the message that starts a deployment's thread; undefined when it is another one. */
export function startIn({ text }: SlackMessage): Start | undefined {
  const id = /^Starting analysis of \S+ with deployment id (\S+)$/m.exec(text)?.[1];
  const until = /^Will do the analysis until (.+)$/m.exec(text)?.[1];
  return id && until ? { id, until } : undefined;
}

/** A message in a few words, for a terminal. */
export function inShort({ text }: SlackMessage): string {
  const first = text.split('\n')[0] ?? '';
  if (/ are failing\. /.test(first)) return `warning: ${problems(text)}`;
  if (/^The deadline for /.test(first)) return 'last look';
  if (/ have failed too much\. /.test(first)) return 'failed too much';
  if (/ are all green\. /.test(first)) return 'all green';
  if (/ have recovered\. /.test(first)) return 'recovered';
  return first;
}

const figure = /^Metric (.+) in (\S+) ((?:in|de)creased .+)$/;

function problems(text: string): string {
  const figures = text.split('\n').flatMap((line) => {
    const [, metric, site, change] = figure.exec(line) ?? [];
    return metric && site && change ? [{ metric, site, change }] : [];
  });
  const [only, ...more] = figures;
  if (!only) return 'the checks are failing';
  if (more.length === 0) return `${only.metric} in ${only.site} ${only.change}`;
  return `${only.metric} in ${figures.map(({ site }) => site).join(', ')}`;
}

/** `rolled out: 3 of 3 sites run 9b1f2a`, as the sites were read. */
export function ending(how: string, after: Readonly<Record<string, string>>): string {
  const versions = Object.values(after);
  const counts = new Map<string, number>();
  for (const version of versions) counts.set(version, (counts.get(version) ?? 0) + 1);
  const runs = [...counts].map(
    ([version, sites]) =>
      `${sites} of ${versions.length} sites ${sites === 1 ? 'runs' : 'run'} ${shown(version)}`,
  );
  return `${how.replace('-', ' ')}: ${runs.join(', ')}`;
}

const shown = (version: string) => version.replace(/[0-9a-f]{40,64}/g, (commit) => commit.slice(0, 6));
