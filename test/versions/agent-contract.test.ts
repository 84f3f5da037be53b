import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test, { type ExecutionContext } from 'ava';
import { lacks, rowsIn, seriesIn } from '../helpers/agent-contract/lacks.js';
import { relay, send } from '../helpers/agent-contract/relay.js';
import { contractStage, type ContractStage } from '../helpers/agent-contract/stage.js';
import { type Call, type Exchange, perform, type Recorded } from '../helpers/agent-contract/story.js';
import { until } from '../helpers/until.js';

// A worker and an agent of two versions must do together: sites are upgraded one by one.
const fixtures = new URL('../fixtures/agent-contract/', import.meta.url);

for (const version of readdirSync(fixtures)) {
  const folder = new URL(`${version}/`, fixtures);
  const kept = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as unknown;
  const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
  const steps = names.filter((name) => /^\d/.test(name)).sort();

  test(`today's agent answers a worker of ${version} with all that it knows`, async (t) => {
    const stage = await contractStage();
    t.teardown(() => stage.close());
    for (const name of steps) {
      const { call, exchanges } = kept(name) as Recorded;
      await stage.prepare(call);
      for (const exchange of exchanges) await answersLikewise(t, name, exchange, stage);
    }
  });

  for (const name of steps) {
    test(`today's worker can do with an agent of ${version}: ${name}`, async (t) => {
      const { call, exchanges, outcome } = kept(name) as Recorded;
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
        kept('wanted.schema') as object,
      );
      const agent = await relay((request) => {
        if (request.method === 'PUT') t.true(validate(request.body), JSON.stringify(validate.errors));
        return Promise.resolve(answerTo(request, exchanges));
      });
      t.teardown(() => agent.close());
      t.deepEqual(lacks(outcome, await perform(asToday(call), agent.url), name), []);
    });
  }
}

/** A worker of today says more than one of the time did. */
function asToday(call: Call): Call {
  return call.of === 'apply'
    ? { of: 'apply', want: { ...call.want, ifStable: [null, 'a'.repeat(40)] } }
    : call;
}

/** A poll for a state was recorded once it was reached. */
async function answersLikewise(
  t: ExecutionContext,
  name: string,
  old: Exchange,
  stage: ContractStage,
): Promise<void> {
  const request = stage.real(old.request);
  const answer = await until(async () => {
    const { status, body } = await send(stage.url, request);
    const pending = request.method === 'GET' && typeof body === 'object' && isWorking(body);
    return pending ? undefined : { status, body };
  });
  const [was, is] = [old.answer, stage.named(answer)].map(({ status, body }) => ({
    status,
    body: comparable(body),
  }));
  t.deepEqual(lacks(was, is, name), []);
}

const isWorking = (body: object | null) => body !== null && 'progress' in body && body.progress === 'working';

/** Metrics as the series in them, and a history as its first row: the rest is of one run. */
function comparable(body: unknown): unknown {
  if (typeof body === 'string') return Object.fromEntries(seriesIn(body).map((series) => [series, true]));
  return rowsIn(body);
}

/** As an agent of the time answers: the last of an address, after a PUT the one to it, and 404 to what it does not know. */
function answerTo({ method, path }: Exchange['request'], exchanges: readonly Exchange[]): Exchange['answer'] {
  const known = exchanges.find(({ request }) => request.method === method && request.path === path);
  return (
    known?.answer ?? {
      status: 404,
      body: { code: 'not-found', message: `There is no ${method} ${path} here.` },
    }
  );
}
