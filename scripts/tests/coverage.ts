import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../setup/processes.js';
import { step } from '../setup/steps.js';
import { results } from './ava.js';
import { binary } from './checks.js';

/** Whether the tests ran enough of src/; the thresholds are in .c8rc.json. */
export async function coverageSuffices(): Promise<boolean> {
  const { ok, output } = await step('coverage (c8)', async () => {
    const { code, output } = await run(binary('c8'), ['report', '--temp-directory', results.v8]);
    return {
      line: `coverage (c8): ${await percent()} of the lines`,
      ok: code === 0,
      value: { ok: code === 0, output },
    };
  });
  if (!ok) console.log(output.trimEnd());
  return ok;
}

async function percent(): Promise<string> {
  const text = await readFile(path.join(results.folder, 'coverage-summary.json'), 'utf8').catch(() => '{}');
  const summary = JSON.parse(text) as { total?: { lines: { pct: number } } };
  return summary.total ? `${summary.total.lines.pct}%` : 'unknown part';
}
