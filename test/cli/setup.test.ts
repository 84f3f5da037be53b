import test from 'ava';
import { scheduleIds } from '../../src/temporal/schedules.js';
import { cleanEnv } from '../e2e/support/cli-env.js';
import { endPatrol, newNamespace } from '../e2e/support/namespace.js';
import { run, runProduct } from '../e2e/support/product.js';
import { grpcProxy } from '../helpers/grpc-proxy.js';
import { devServer, stopServers, type DevServer } from '../helpers/servers.js';

let server: DevServer;

test.before(async () => {
  server = await devServer();
});
test.after.always(stopServers);

/** As a namespace's own member meets it: he may use it, and neither change it nor see its attributes. */
const refusals = [
  {
    who: 'one who may not change the namespace',
    code: 7,
    calls: /AddSearchAttributes|UpdateNamespace|CreateSchedule/,
  },
  {
    who: 'a cloud, which has no operator service',
    code: 12,
    calls: /OperatorService|UpdateNamespace|CreateSchedule/,
  },
];

for (const { who, code, calls } of refusals) {
  test(`setup for ${who} prints an administrator's commands, which work`, async (t) => {
    const client = await newNamespace(server.address);
    t.teardown(() => client.connection.close());
    t.teardown(() => endPatrol(client));
    const refuse = (path: string) =>
      calls.test(path) ? { code, message: 'Request unauthorized.' } : undefined;
    const proxy = await grpcProxy({ to: server.address, refuse });
    t.teardown(() => proxy.close());
    const { namespace } = client.options;
    const env = cleanEnv({ TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}`, TEMPORAL_NAMESPACE: namespace });

    const refused = await runProduct(['setup'], env);
    t.is(refused.exitCode, 1, refused.stderr);
    t.regex(
      refused.stdout + refused.stderr,
      /it lacks MerganserService, .*; closed runs are kept for 1 days; there is no patrol\.\nYou may not change/,
    );
    const commands = refused.stdout.split('\n').filter((line) => line.startsWith('  temporal '));
    t.is(commands.length, 8);

    const create = commands.filter((command) => command.includes('schedule create'));
    t.is(create.length, 2);
    for (const command of commands) {
      const typed = command.replace('temporal', server.cli);
      const done = await run('sh', ['-c', typed], cleanEnv({ TEMPORAL_ADDRESS: server.address }));
      t.is(done.exitCode, 0, `${command}: ${done.stderr}`);
    }
    const again = await runProduct(['setup', '--json'], env);
    t.is(again.exitCode, 0, again.stdout + again.stderr);
    t.deepEqual(JSON.parse(again.stdout), {
      namespace,
      registered: [],
      missing: [],
      retentionDays: 30,
      scheduled: [],
      unscheduled: [],
      commands: [],
    });
    for (const id of scheduleIds) {
      const { spec, policies, action } = await client.schedule.getHandle(id).describe();
      t.deepEqual(spec.intervals, [{ every: 60_000, offset: 0 }]);
      t.like(policies, { overlap: 'SKIP', catchupWindow: 60_000 });
      const round = id.replace('merganser.', '');
      t.like(action, { workflowType: 'patrol', taskQueue: 'merganser', args: [round] });
    }
  });
}

test('a search attribute of another type is not taken for ours', async (t) => {
  const client = await newNamespace(server.address);
  t.teardown(() => client.connection.close());
  const { namespace } = client.options;
  const env = cleanEnv({ TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: namespace });
  const create = ['operator', 'search-attribute', 'create', '--namespace', namespace];
  await run(server.cli, [...create, '--name', 'MerganserPhase', '--type', 'Int'], env);
  const { exitCode, stderr } = await runProduct(['setup'], env);
  t.is(exitCode, 1);
  t.regex(
    stderr,
    /^The search attribute MerganserPhase of the Temporal namespace \S+ is not of type Keyword: remove/,
  );
});

test('setup in a namespace that is not there says how to make one', async (t) => {
  const env = cleanEnv({ TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: 'nowhere' });
  const { exitCode, stderr } = await runProduct(['setup'], env);
  t.is(exitCode, 1);
  t.regex(
    stderr,
    /^There is no Temporal namespace nowhere: .* temporal operator namespace create --namespace nowhere/,
  );
});
