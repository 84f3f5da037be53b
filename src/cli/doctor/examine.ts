import type { Finding } from '../../domain/finding.js';
import { TimeOver, within } from '../../net/deadline.js';
import { reason, type Check, type Patient } from './check.js';
import { configuration } from './configuration.js';
import { node } from './node.js';
import { notifiers } from './notifiers.js';
import { patrol } from './patrol.js';
import { repositories } from './repositories.js';
import { searchAttributes } from './search-attributes.js';
import { sites } from './sites.js';
import { temporal } from './temporal.js';
import { webhook } from './webhook.js';
import { worker } from './worker.js';

const checks: readonly Check[] = [
  node,
  configuration,
  temporal,
  searchAttributes,
  patrol,
  worker,
  notifiers,
  webhook,
  sites,
  repositories,
];

const limitMs = 15_000;

/** Makes all checks side by side, each with its own time, so that one that fails or hangs hides no other. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  return (await Promise.all(checks.map((check) => make(check, patient)))).flat();
}

async function make({ what, run }: Check, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await within(limitMs, new AbortController().signal, (stop) => {
      const over = new Promise<never>((_, reject) => {
        stop.addEventListener('abort', () => reject(stop.reason as Error));
      });
      return Promise.race([run(patient, stop), over]);
    });
  } catch (error) {
    const found = error instanceof TimeOver ? `no answer in ${limitMs / 1000} s` : reason(error);
    return [{ what, found, todo: 'try again; if it stays, see the log of what was asked' }];
  }
}
