import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ended, start } from '../setup/processes.js';
import { step } from '../setup/steps.js';
import { binary } from './checks.js';
import { ReportReader, type Report } from './report.js';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Where a run leaves what it found: AVA's report, what the tests printed, and the coverage. */
export const results = {
  folder: path.join(root, 'coverage'),
  tap: path.join(root, 'coverage', 'ava.tap'),
  printed: path.join(root, 'coverage', 'printed-by-tests.log'),
  v8: path.join(root, 'coverage', 'v8'),
};

/** Runs the tests, all of them or some files. Failing ones are shown with their details. */
export async function runTests(files: readonly string[], env: NodeJS.ProcessEnv): Promise<Counted> {
  await rm(results.folder, { recursive: true, force: true });
  await mkdir(results.folder, { recursive: true });
  const counted = await step('tests (ava)', async (now) => {
    const value = await ava(files, env, (progress) => now(`tests (ava): ${progress}`));
    const ok = value.failed === 0;
    return { line: `tests (ava): ${value.passed} passed${ok ? '' : `, ${value.failed} failed`}`, ok, value };
  });
  counted.report.failed.forEach(({ title, details }) =>
    console.log(`\n  ✗ ${title}\n${indent(details ?? '')}`),
  );
  if (counted.failed > 0) console.log(`\n  What the tests printed: ${path.relative(root, results.printed)}`);
  return counted;
}

/** A report and its two numbers. A run that AVA could not finish has failed at least once. */
export interface Counted {
  readonly report: Report;
  readonly passed: number;
  readonly failed: number;
}

async function ava(
  files: readonly string[],
  env: NodeJS.ProcessEnv,
  moved: (progress: string) => void,
): Promise<Counted> {
  const child = start(binary('ava'), ['--tap', ...files], {
    cwd: root,
    env: { ...env, NODE_V8_COVERAGE: results.v8 },
  });
  const [reader, tap] = [new ReportReader(), createWriteStream(results.tap)];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    tap.write(text);
    reader.write(text);
    moved(reader.progress);
  });
  child.stderr?.pipe(createWriteStream(results.printed));
  const code = await ended(child);
  tap.end();
  return count(reader.end(), code);
}

/** The numbers of AVA's own summary; its exit code has the last word on whether all went well. */
export function count(report: Report, code: number): Counted {
  const { passed, failed } = report.counts ?? { passed: report.passed.length, failed: report.failed.length };
  return { report, passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '      ');
}
