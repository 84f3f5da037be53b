import test from 'ava';
import { cleanEnv } from '../e2e/support/cli-env.js';
import { newNamespace } from '../e2e/support/namespace.js';
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
  { who: 'one who may not change the namespace', code: 7, calls: /AddSearchAttributes|UpdateNamespace/ },
  { who: 'a cloud, which has no operator service', code: 12, calls: /OperatorService|UpdateNamespace/ },
];

for (const { who, code, calls } of refusals) {
  test(`setup for ${who} prints an administrator's commands, which work`, async (t) => {
    const client = await newNamespace(server.address);
    t.teardown(() => client.connection.close());
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
      /it lacks MerganserService, .*; closed runs are kept for 1 days\.\nYou may not change/,
    );
    const commands = refused.stdout.split('\n').filter((line) => line.startsWith('  temporal '));
    t.is(commands.length, 6);

    for (const command of commands) {
      const [, ...args] = command.trim().split(' ');
      const done = await run(server.cli, args, cleanEnv({ TEMPORAL_ADDRESS: server.address }));
      t.is(done.exitCode, 0, `${command}: ${done.stderr}`);
    }
    const again = await runProduct(['setup', '--json'], env);
    t.is(again.exitCode, 0, again.stdout + again.stderr);
    t.deepEqual(JSON.parse(again.stdout), {
      namespace,
      registered: [],
      missing: [],
      retentionDays: 30,
      commands: [],
    });
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
