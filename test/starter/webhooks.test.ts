import { request } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { Client, Connection } from '@temporalio/client';
import { deliveryHeaders } from '../../doubles/github/index.js';
import { temporalSubmit } from '../../src/temporal/submit.js';
import { after, before, listed, pushOf, pushSaying, web, zeros } from './push-payload.js';
import { oldSecret, registration, running, secret } from './running.js';

const accepted = { accepted: [{ service: 'cart', commit: after }] };

/** Sends a push that must be ignored for a reason, with one log line that tells it, and nothing submitted. */
async function ignoredWith(t: ExecutionContext, reason: RegExp, payload: unknown, event = 'push') {
  const starter = await running(t);
  const { status, json } = await starter.send(payload, { event });
  t.is(status, 200);
  t.regex(String(json.ignored), reason);
  t.deepEqual(
    starter.lines.map(({ msg }) => msg),
    [`ignored: ${String(json.ignored)}`],
  );
  t.deepEqual(starter.submitted, []);
}

/** Posts as given; resolves with the answer even when it comes before everything was sent. */
async function post(url: string, headers: Record<string, string | number>, chunks: Generator<Buffer, void>) {
  return new Promise<{ status: number | undefined; sent: number }>((resolve, reject) => {
    let sent = 0;
    const outgoing = request(url, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode, sent });
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    const next = () => {
      const { value } = chunks.next();
      if (!value) return outgoing.end();
      sent += value.length;
      outgoing.write(value, (error) => error ?? next());
    };
    next();
  });
}

function* megabytes(count: number) {
  for (let i = 0; i < count; i++) yield Buffer.alloc(1024 * 1024, 'x');
}

test('a merge is accepted and submitted', async (t) => {
  const starter = await running(t);
  t.deepEqual(await starter.send(pushOf()), { status: 202, json: accepted });
  const [first] = starter.submitted;
  t.is(first?.service, 'cart');
  t.like(first?.merge, {
    repository: registration.repository,
    commit: after,
    subject: 'Fix rounding (#7)',
    author: 'jane',
    web,
  });
  t.true(Math.abs(Date.now() - Date.parse(first?.merge.receivedAt ?? '')) < 10_000);
  t.deepEqual(
    starter.lines.map(({ msg }) => msg),
    ['accepted: aaaaaa for cart'],
  );
});

test('wrong signature', async (t) => {
  const starter = await running(t);
  const { status, json } = await starter.send(pushOf(), { key: 'another secret' });
  t.is(status, 401);
  t.regex(String(json.error), /signature/);
  t.deepEqual(starter.submitted, []);
  t.is(starter.lines.length, 1);
});

test('missing signature', async (t) => {
  const starter = await running(t);
  const body = JSON.stringify(pushOf());
  const answer = await fetch(starter.hook, { method: 'POST', body, headers: { 'X-GitHub-Event': 'push' } });
  t.is(answer.status, 401);
  t.regex(await answer.text(), /X-Hub-Signature-256/);
  t.deepEqual(starter.submitted, []);
  t.is(starter.lines.length, 1);
});

test('old secret', async (t) => {
  const starter = await running(t);
  t.deepEqual(await starter.send(pushOf(), { key: oldSecret }), { status: 202, json: accepted });
  t.is(starter.submitted.length, 1);
});

test('no body', async (t) => {
  const starter = await running(t);
  const headers = deliveryHeaders({ secret, event: 'push', body: '' });
  t.is((await fetch(starter.hook, { method: 'POST', headers })).status, 400);
  t.is((await fetch(starter.hook, { method: 'POST', headers, body: '' })).status, 400);
  t.is(starter.lines.length, 2);
});

test('huge body', async (t) => {
  const starter = await running(t);
  const headers = deliveryHeaders({ secret, event: 'push', body: 'x' });
  const announced = await post(starter.hook, { ...headers, 'Content-Length': 200 * 2 ** 20 }, megabytes(1));
  t.is(announced.status, 413, 'refused by its length, before it is read');
  const chunked = await post(starter.hook, { ...headers, 'Transfer-Encoding': 'chunked' }, megabytes(200));
  t.is(chunked.status, 413, 'counted while it is read');
  t.true(chunked.sent < 60 * 2 ** 20, `${chunked.sent} bytes were taken`);
  t.is(starter.lines.length, 2);
  t.is((await starter.send(pushOf())).status, 202, 'and the next one is taken');
});

test('a body of 25 MB, as large as GitHub sends them, is taken', async (t) => {
  const starter = await running(t);
  const files = Array.from({ length: 25_000 }, (_, i) => `${i}`.padStart(950, 'x'));
  const { status } = await starter.send(pushOf({ commits: [listed('much', files)] }));
  t.is(status, 202);
});

test('not JSON', async (t) => {
  const starter = await running(t);
  for (const body of ['payload=%7B%7D', '{', 'undefined']) {
    const { status, json } = await starter.send(body);
    t.is(status, 400, body);
    t.regex(String(json.error), /application\/json/);
  }
  t.is(starter.lines.length, 3);
});

test('JSON that is no push', async (t) => {
  const starter = await running(t);
  for (const body of ['null', '[]', '""', '{"ref":1}', '{"ref":"refs/heads/main","after":"HEAD"}']) {
    t.is((await starter.send(body)).status, 400, body);
  }
});

test('other event', (t) => ignoredWith(t, /event pull_request/, pushOf(), 'pull_request'));

test('ping is answered', async (t) => {
  const starter = await running(t);
  t.is((await starter.send({ zen: 'x' }, { event: 'ping' })).status, 200);
  t.is(starter.lines.length, 1);
});

test('other branch', (t) =>
  ignoredWith(t, /branch feature\/x .*only main/, pushOf({ ref: 'refs/heads/feature/x' })));

test('tag', (t) => ignoredWith(t, /tag/, pushOf({ ref: 'refs/tags/main' })));

test('deletion', async (t) => {
  await ignoredWith(t, /deletion/, pushOf({ deleted: true, head_commit: null, commits: [] }));
  await ignoredWith(t, /deletion/, pushOf({ after: zeros }));
  await ignoredWith(t, /deletion/, pushOf({ after: '0'.repeat(64) }));
});

test('forced push', async (t) => {
  const starter = await running(t);
  const { status, json } = await starter.send(pushOf({ forced: true }));
  t.is(status, 202);
  t.deepEqual(json, {
    ignored: 'a forced push is announced, not deployed',
    announced: [{ service: 'cart', commit: after }],
  });
  t.like(starter.submitted[0]?.merge, { commit: after, forced: true, branch: 'main', author: 'jane' });
  t.is(starter.lines.length, 1);
});

test('merge-queue branch', (t) =>
  ignoredWith(t, /merge-queue/, pushOf({ ref: 'refs/heads/gh-readonly-queue/main/pr-7-abc' })));

test('fork', (t) => {
  const address = 'https://github.com/mallory/cart';
  const repository = {
    ...pushOf().repository,
    fork: true,
    full_name: 'mallory/cart',
    clone_url: `${address}.git`,
    html_url: address,
    ssh_url: 'git@github.com:mallory/cart.git',
    git_url: 'git://github.com/mallory/cart.git',
  };
  return ignoredWith(t, /mallory\/cart/, pushOf({ repository }));
});

test('a new branch is noted, not deployed', (t) =>
  ignoredWith(t, /was created/, pushOf({ created: true, before: zeros })));

const subjectAfter = async (t: ExecutionContext, message: string) => {
  const starter = await running(t);
  t.deepEqual(await starter.send(pushSaying(message)), { status: 202, json: accepted });
  const merge = starter.submitted[0]?.merge;
  t.true(Buffer.byteLength(JSON.stringify(merge)) < 2048, 'a signal is small');
  return merge?.subject;
};

test('CRLF in a message', async (t) => {
  t.is(await subjectAfter(t, 'Fix rounding\r\n\r\nBecause of cents.\r\n'), 'Fix rounding');
});

test('emoji', async (t) => {
  t.is(await subjectAfter(t, '🚀 Ship it 👩‍👩‍👧 \ud83d'), '🚀 Ship it 👩‍👩‍👧 �');
  t.is(await subjectAfter(t, '🚀'.repeat(300)), `${'🚀'.repeat(199)}…`);
});

test('<!channel>', async (t) => {
  const message = '<!channel> <https://evil.example|see> & `x`';
  t.is(await subjectAfter(t, message), message, 'passed on as it is: who shows it escapes it');
});

test('10,000 characters', async (t) => {
  t.is(await subjectAfter(t, 'x'.repeat(10_000)), `${'x'.repeat(199)}…`);
  t.is(await subjectAfter(t, `Fix\n\n${'line\n'.repeat(2_000)}`), 'Fix');
});

test('missing author', async (t) => {
  const starter = await running(t);
  const nobody = { ...listed('x'), author: undefined };
  const named = { ...listed('x'), author: { name: 'Jane Doe', email: null } };
  for (const head of [nobody, null, { ...nobody, author: null }, { ...nobody, author: 7 }, named]) {
    t.is((await starter.send({ ...pushOf(), head_commit: head })).status, 202);
  }
  const authors = starter.submitted.map(({ merge }) => merge.author);
  t.deepEqual(authors, [undefined, undefined, undefined, undefined, 'Jane Doe']);
});

test('Temporal down at the webhook', async (t) => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  t.teardown(() => connection.close());
  const submit = temporalSubmit(new Client({ connection }));
  const starter = await running(t, { submit, ready: () => Promise.resolve(false) });
  const began = Date.now();
  const { status, json } = await starter.send(pushOf());
  t.is(status, 503);
  t.regex(String(json.error), /Temporal did not take aaaaaa for cart\. Redeliver/);
  t.notRegex(String(json.error), /ECONN|127\.0\.0\.1|\bat /);
  t.true(Date.now() - began < 9_000, 'GitHub waits 10 s');
  t.is(starter.lines.length, 1);
  t.is((await fetch(`${starter.url}/readyz`)).status, 503);
  t.is((await fetch(`${starter.url}/healthz`)).status, 200);
});

test('one service that fails makes the whole delivery fail, so that it is sent again', async (t) => {
  const submit = (service: string) =>
    service === 'b' ? Promise.reject(new Error('/secret/path')) : Promise.resolve();
  const registrations = ['a', 'b'].map((service) => ({ ...registration, service }));
  const starter = await running(t, { submit, registrations });
  const { status, json } = await starter.send(pushOf());
  t.is(status, 503);
  t.notRegex(JSON.stringify(json), /secret/);
});

test('a push of many commits is one merge of the last', async (t) => {
  const starter = await running(t);
  await starter.send(pushOf({ before, commits: [listed('one'), listed('two'), listed('three')] }));
  t.deepEqual(
    starter.submitted.map(({ merge }) => merge.commit),
    [after],
  );
});

test('without a secret it does not start', async (t) => {
  await t.throwsAsync(running(t, { secrets: ['', ''] }), { message: /Set GITHUB_WEBHOOK_SECRET/ });
});

test('elsewhere there is nothing', async (t) => {
  const starter = await running(t);
  t.is((await fetch(starter.hook)).status, 404);
  t.is((await fetch(`${starter.url}/readyz`)).status, 200);
});
