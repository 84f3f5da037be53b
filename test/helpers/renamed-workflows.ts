import type { WorkflowBundle } from '@temporalio/worker';
import { workflowBundle } from './workflow-bundle.js';

/** A copy of the workflows as they would be had somebody renamed an activity. */
export async function bundleWithRenamed(activity: string): Promise<WorkflowBundle> {
  const { code } = await workflowBundle();
  const renamed = code
    .split('\n')
    .map((line) => rename(line, activity))
    .join('\n');
  if (renamed === code) throw new Error(`the workflows have no activity ${activity}`);
  return { code: renamed };
}

/** An activity's type is the name of the property that is taken from the proxy. */
function rename(line: string, activity: string): string {
  const taken = line.startsWith('const {') && line.includes('.proxyActivities)(');
  if (taken && line.includes(`${activity}: `)) return line.replace(`${activity}: `, `${activity}2: `);
  if (taken) return line.replace(new RegExp(`\\b${activity}\\b(?=.*\\} = )`), `${activity}2: ${activity}`);
  return line.replace(new RegExp(`(?<=\\)\\.)${activity};$`), `${activity}2;`);
}
