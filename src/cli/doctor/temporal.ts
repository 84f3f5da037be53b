import { retentionOf, wantedRetention } from '../../temporal/setup.js';
import { reason, type Check } from './check.js';

/** Temporal answers, and keeps closed runs long enough. */
export const temporal: Check = {
  what: 'Temporal',
  async run({ temporal: connected }) {
    const what = 'Temporal';
    const client = await connected.catch(reason);
    if (typeof client === 'string') return [{ what, ...cut(client) }];
    const { namespace } = client.options;
    const { serverVersion } = await client.connection.workflowService.getSystemInfo({});
    const server = { what, found: `server ${serverVersion || 'of a version that it does not tell'}` };
    return [server, await namespaceFinding(namespace, () => retentionOf(client))];
  },
};

async function namespaceFinding(namespace: string, retention: () => Promise<number>) {
  const what = `namespace ${namespace}`;
  try {
    const days = await retention();
    const todo = `run \`merganser setup\`: history is looked back at for ${wantedRetention} days`;
    return { what, found: `closed runs are kept for ${days} days`, ...(days < wantedRetention && { todo }) };
  } catch (error) {
    const todo =
      'name one that is there by TEMPORAL_NAMESPACE or --namespace, and check that these credentials may read it';
    return { what, found: reason(error), todo };
  }
}

/** An error's sentence is `what was met: what to do`. */
function cut(sentence: string) {
  const at = sentence.lastIndexOf(': ');
  return at < 0
    ? { found: sentence, todo: 'see the sentence beside this' }
    : { found: sentence.slice(0, at), todo: sentence.slice(at + 2) };
}
