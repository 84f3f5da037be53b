import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { parse } from 'yaml';
import { findPromtool } from '../../scripts/setup/promtool.js';
import { starterMetrics } from '../../src/telemetry/starter-metrics.js';
import { WorkerMetrics } from '../../src/telemetry/worker-metrics.js';
import { folder } from '../helpers/programs.js';

const path = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;
const rules = path('docs/alerts.yaml');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

async function alerts(): Promise<readonly Rule[]> {
  const { groups } = parse(await readFile(rules, 'utf8')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap((group) => group.rules);
}

/** Asked of Temporal at a scrape, or of an agent: the tests of their metrics have them. */
const standing = [
  'merganser_needs_operator',
  'merganser_failing_workflows',
  'merganser_waiting_merges',
  'merganser_agent_warnings',
];

test('every alert is on metrics that there are, and says what to do', async (t) => {
  const registries = [starterMetrics().registry, new WorkerMetrics(['cart']).registry];
  const known = registries.flatMap((registry) => registry.getMetricsAsArray().map(({ name }) => name));
  for (const { alert, expr, labels, annotations } of await alerts()) {
    const used = expr.match(/merganser_\w+/g) ?? [];
    t.deepEqual(
      used.filter((name) => ![...known, ...standing].includes(name)),
      [],
      alert,
    );
    t.true(used.length > 0 || expr.includes('up{job="merganser-'), alert);
    t.regex(labels.severity, /^(critical|warning|info)$/, alert);
    t.true(annotations.description.length > 80, alert);
  }
});

/** Runs promtool; undefined where there is none, which the set-up of `npm test` has said. */
async function promtool(t: ExecutionContext, ...args: readonly string[]) {
  const file = await findPromtool(process.env);
  if (file) return execa(file, args, { reject: false, all: true });
  t.log('not checked: there is no promtool here');
  t.pass();
  return undefined;
}

test('promtool finds no fault with the alert rules', async (t) => {
  const ended = await promtool(t, 'check', 'rules', rules);
  if (!ended) return;
  t.is(ended.exitCode, 0, ended.all);
  t.regex(ended.stdout, /SUCCESS: 13 rules found/);
});

test('alerts fire when they should and no sooner', async (t) => {
  const file = join(await folder(t), 'alerts.yaml');
  const text = await readFile(path('test/docs/alerts.promtool.yaml'), 'utf8');
  await writeFile(file, text.replace('[__RULES__]', `['${rules}']`));
  const ended = await promtool(t, 'test', 'rules', file);
  if (ended) t.is(ended.exitCode, 0, ended.all);
});
