import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { payloadConverterPath } from '../../src/temporal/worker-options.js';

const root = path.resolve(import.meta.dirname, '..', '..');

/** The workflows as they would be had somebody renamed an activity. */
export async function bundleWithRenamed(activity: string): Promise<WorkflowBundleWithSourceMap> {
  const copy = mkdtempSync(path.join(tmpdir(), 'merganser-renamed-'));
  try {
    cpSync(path.join(root, 'src', 'workflows'), path.join(copy, 'src', 'workflows'), { recursive: true });
    for (const used of ['src/domain', 'src/temporal', 'node_modules'])
      symlinkSync(path.join(root, used), path.join(copy, used));
    rename(path.join(copy, 'src', 'workflows', 'activities.ts'), activity);
    const workflowsPath = path.join(copy, 'src', 'workflows', 'index.ts');
    return await bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: undefined });
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** An activity's type is the name of the property that is taken from the proxy. */
function rename(file: string, activity: string): void {
  const source = readFileSync(file, 'utf8');
  const renamed = source
    .replace(
      new RegExp(`(?<=const \\{.*)\\b${activity}\\b(?=.*\\} = proxyActivities)`),
      `${activity}2: ${activity}`,
    )
    .replace(new RegExp(`(?<=\\)\\.)${activity};`), `${activity}2;`);
  if (renamed === source) throw new Error(`${file} has no activity ${activity}`);
  writeFileSync(file, renamed);
}
