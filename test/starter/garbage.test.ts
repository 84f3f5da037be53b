import { createRequire } from 'node:module';
import type { WebhookDefinition } from '@octokit/webhooks-examples';
import test from 'ava';
import fc from 'fast-check';
import { pushOf } from './push-payload.js';
import { registration, running } from './running.js';

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as WebhookDefinition[];

/** Names that the starter looks at, so that garbage reaches its inside. */
const names = Object.keys(pushOf());
const strange = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(null, true, -1, [], {}, ''),
);

test('signed garbage is answered, whatever it is', async (t) => {
  const starter = await running(t);
  const bodies = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.json(),
    fc
      .dictionary(fc.constantFrom(...names), strange)
      .map((broken) => JSON.stringify({ ...pushOf(), ...broken })),
    fc
      .record({ message: strange, author: strange, added: strange })
      .map((commit) => JSON.stringify({ ...pushOf(), head_commit: commit, commits: [commit, null] })),
    fc
      .dictionary(fc.constantFrom('full_name', 'clone_url', 'html_url', 'ssh_url', 'git_url'), strange)
      .map((broken) => JSON.stringify({ ...pushOf(), repository: { ...pushOf().repository, ...broken } })),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const { status } = await starter.send(body);
      t.true(status < 500, body);
    }),
    { numRuns: 400 },
  );
  t.is((await starter.send(pushOf())).status, 202, 'and the next merge is taken');
  for (const { merge } of starter.submitted) t.true(Buffer.byteLength(JSON.stringify(merge)) < 2048);
});

test("every example of GitHub's payloads is answered", async (t) => {
  const registrations = [{ ...registration, repository: 'Codertocat/Hello-World', branch: 'master' }];
  const starter = await running(t, { registrations });
  const all = examples.flatMap(({ name, examples: payloads }) =>
    payloads.map((payload) => ({ name, payload })),
  );
  t.true(all.length > 300);
  for (const { name, payload } of all) {
    const { status } = await starter.send(payload, { event: name });
    t.is(status, 200, name);
  }
  t.deepEqual(starter.submitted, [], 'none of them is a merge');
  t.is(starter.lines.length, all.length, 'one line each');
});
