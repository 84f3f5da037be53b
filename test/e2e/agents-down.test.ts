import test from 'ava';
import { Installation } from '../helpers/installation.js';
import { heads, threadWith } from './support/thread.js';

/** Generous, since four deployments at once are slow where little else is left of the machine. */
const analysis = { duration: '6s', maxDuration: '30s', interval: '1s', prepareTimeout: '20s' };

/** Each test has a service at a site of its own, whose agent it kills, and at one where all goes well. */
const services = {
  'at-start': { analysis, sites: ['site_1', 'site_2'] },
  'in-the-middle': { analysis, sites: ['site_1', 'site_3'] },
  // A second instance must start, so there is time to kill the agent in mid-rollout.
  'at-rollout': { analysis, sites: ['site_1', 'site_4'], instances: 2 },
  'at-rollback': { analysis, sites: ['site_1', 'site_5'] },
};

let installation: Installation;

test.before(async () => {
  installation = await Installation.start(services, ['site_2']);
  await Promise.all(
    ['in-the-middle', 'at-rollout', 'at-rollback'].map((service) => installation.adopt(service)),
  );
});
test.after.always(() => installation?.close());

const short = (commit: string) => commit.slice(0, 6);
const noAnswer = (site: string) =>
  `the agent of ${site} at http://127\\.0\\.0\\.1:\\d+ does not answer \\(ECONNREFUSED\\)`;

test('agent down at start: nothing is written, and the deployment has failed', async (t) => {
  const commit = await installation.merge('at-start');
  const { id, outcome } = await installation.deployments('at-start').done(commit);
  t.is(outcome?.kind, 'failed');
  const [said = '', ...more] = await threadWith(installation.slack, id, /./);
  t.regex(
    said,
    new RegExp(`^I could not deploy at-start with deployment id ${id}: site_2: ${noAnswer('site_2')}\n`),
  );
  t.regex(said, /Nothing was changed\.$/);
  t.deepEqual(more, []);
  t.like(await installation.sites.state('site_1', 'at-start'), { code: 'unknown-service' });
});

test('agent down in the middle: it is not counted against the canary', async (t) => {
  const service = 'in-the-middle';
  const { slack, sites } = installation;
  const commit = await installation.merge(service);
  const { id } = await installation.deployments(service).reach(commit, 'analyzing');
  await sites.kill('site_3');
  await sites.start('site_3');
  const { outcome } = await installation.deployments(service).done(commit);
  t.like(outcome, { kind: 'rolled-out', proven: true });
  t.deepEqual(await sites.versions(service), { site_1: [commit], site_3: [commit] });
  const said = await heads(slack, id);
  t.is(said.at(0), `Starting analysis of ${service} with deployment id ${id}`);
  t.is(said.at(-1), `Rolled out ${service}: site_1, site_3 run ${short(commit)}`);
  t.false(said.some((text) => text?.includes('fail')));
});

test('agent down at rollout: it is said, tried on, and completed when the agent is back', async (t) => {
  const service = 'at-rollout';
  const { slack, sites } = installation;
  const deployments = installation.deployments(service);
  const commit = await installation.merge(service);
  const { id } = await deployments.reach(commit, 'rolling-out');
  await sites.kill('site_4');
  const said = await threadWith(slack, id, /^I cannot/, 90_000);
  t.regex(
    said.at(-1) ?? '',
    new RegExp(`^I cannot roll out ${service} in site_4 yet: ${noAnswer('site_4')}\\. I keep trying\\.$`),
  );
  t.is((await deployments.reach(commit, 'rolling-out')).outcome, undefined);
  await sites.start('site_4');
  const { outcome } = await deployments.done(commit);
  t.like(outcome, { kind: 'rolled-out', proven: true });
  t.deepEqual(await sites.versions(service), { site_1: [commit], site_4: [commit] });
  t.is((await heads(slack, id)).at(-1), `Rolled out ${service}: site_1, site_4 run ${short(commit)}`);
});

test('agent down at rollback: it needs an operator, and is completed when the agent is back', async (t) => {
  const service = 'at-rollback';
  const { slack, sites } = installation;
  const { first } = installation.shop(service);
  const deployments = installation.deployments(service);
  const commit = await installation.merge(service);
  const { id } = await deployments.reach(commit, 'analyzing');
  await sites.kill('site_5');
  await deployments.signal('abort', { by: 'ann' });
  const said = await threadWith(slack, id, /needs an operator/, 90_000);
  t.regex(
    said.at(-1) ?? '',
    new RegExp(
      `^The rollback of ${service} in site_5 needs an operator: ${noAnswer('site_5')}\\. I keep trying\\.$`,
    ),
  );
  t.true((await deployments.reach(commit, 'rolling-back')).needsOperator);
  await sites.start('site_5');
  const { outcome, needsOperator } = await deployments.done(commit);
  t.is(outcome?.kind, 'aborted');
  t.false(needsOperator);
  t.deepEqual(await sites.versions(service), { site_1: [first], site_5: [first] });
  t.is((await heads(slack, id)).at(-1), `Rolled back ${service}: site_1, site_5 run ${short(first)} again`);
});
