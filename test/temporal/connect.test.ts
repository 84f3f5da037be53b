import { writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http2';
import { join } from 'node:path';
import test from 'ava';
import { connect } from '../../src/temporal/connect.js';
import { cleanEnv } from '../e2e/support/cli-env.js';
import { startProduct, type Env } from '../e2e/support/product.js';
import { makeCertificates, pem, type Certificates } from '../helpers/certificates.js';
import { grpcProxy, type GrpcProxy } from '../helpers/grpc-proxy.js';
import { devServer, stopServers } from '../helpers/servers.js';
import { folder } from '../helpers/programs.js';
import { until } from '../helpers/until.js';

/** Doors that end TLS before a real server, with client certificates, an API key or both; `plain` is that server itself. */
const doors = { plain: '', tls: '', mutual: '', keyed: '', guarded: '' };
const platform = "version: 1\nsites: [{name: one, target: {type: process, url: 'http://127.0.0.1:9'}}]\n";
const apiKey = 'the key of this installation';
let certificates: Certificates;
const proxies: GrpcProxy[] = [];

test.before(async () => {
  certificates = await makeCertificates();
  const { address: to } = await devServer();
  doors.plain = to;
  const { server, ca } = certificates;
  const own = { cert: pem(server.cert), key: pem(server.key) };
  const mutual = { ...own, ca: pem(ca), requestCert: true, rejectUnauthorized: true };
  const refuse = (_: string, { authorization }: IncomingHttpHeaders) =>
    authorization === `Bearer ${apiKey}` ? undefined : { code: 16, message: 'Request unauthorized.' };
  const made = await Promise.all([
    grpcProxy({ to, tls: own }),
    grpcProxy({ to, tls: mutual }),
    grpcProxy({ to, tls: own, refuse }),
    grpcProxy({ to, tls: mutual, refuse }),
  ]);
  proxies.push(...made);
  const [tls, withClient, keyed, guarded] = made.map(({ port }) => `127.0.0.1:${port}`);
  Object.assign(doors, { tls, mutual: withClient, keyed, guarded });
});
test.after.always(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  certificates?.remove();
  await stopServers();
});

type Door = keyof typeof doors;
type Files = (made: Certificates) => Env;

const ofCa: Files = ({ ca }) => ({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca });
const ofClient: Files = (made) => ({
  ...ofCa(made),
  TEMPORAL_TLS_CLIENT_CERT_PATH: made.client.cert,
  TEMPORAL_TLS_CLIENT_KEY_PATH: made.client.key,
});
const keyed: Files = (made) => ({ ...ofCa(made), TEMPORAL_API_KEY: apiKey });

const envOf = (door: Door, files: Files): Env =>
  cleanEnv({ TEMPORAL_ADDRESS: doors[door], ...files(certificates) });

/** Runs with the variables of an environment in place of the person's own. */
async function within<T>(env: Env, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  const replace = (by: Env) => {
    for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
    Object.assign(process.env, by);
  };
  replace(env);
  try {
    return await work();
  } finally {
    replace(before);
  }
}

/** The namespace that a client sees by these settings, once a call of its own was answered. */
const namespaceSeen = (env: Env) =>
  within(env, async () => {
    const client = await connect({});
    try {
      const { namespace } = client.options;
      const { namespaceInfo } = await client.connection.workflowService.describeNamespace({ namespace });
      return namespaceInfo?.name;
    } finally {
      await client.connection.close();
    }
  });

const good: readonly [how: string, door: Door, files: Files][] = [
  ['no TLS', 'plain', () => ({})],
  ['TLS with a CA of its own', 'tls', ofCa],
  ['a client certificate', 'mutual', ofClient],
  ['an API key', 'keyed', keyed],
];

for (const [how, door, files] of good) {
  test.serial(`a client connects by ${how}`, async (t) => {
    t.is(await namespaceSeen(envOf(door, files)), 'default');
  });
}

const processes = [
  ['worker', [], /Poll(Workflow|Activity)TaskQueue/],
  ['starter', ['--listen', '127.0.0.1:0'], /ListSearchAttributes/],
] as const;

for (const [name, flags, call] of processes) {
  test.serial(`the ${name} connects by the same settings`, async (t) => {
    const config = join(await folder(t), 'merganser.yaml');
    await writeFile(config, platform);
    const files: Files = (made) => ({ ...ofClient(made), ...keyed(made) });
    const env = { ...envOf('guarded', files), MERGANSER_CONFIG: config, GITHUB_WEBHOOK_SECRET: 'secret' };
    const product = await startProduct([name, ...flags], env);
    t.teardown(() => product.stop());
    const calls = () => proxies.at(-1)?.calls ?? [];
    await t.notThrowsAsync(until(() => calls().some((path) => call.test(path)) || undefined));
  });
}

test.serial('settings of a profile are read from the file that TEMPORAL_CONFIG_FILE names', async (t) => {
  const file = join(await folder(t), 'temporal.toml');
  await writeFile(
    file,
    `[profile.prod]\naddress = "${doors.keyed}"\nnamespace = "default"\napi_key = "${apiKey}"\n` +
      `[profile.prod.tls]\nserver_ca_cert_path = "${certificates.ca}"\n`,
  );
  const env = { ...cleanEnv({}), TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'prod' };
  t.is(await namespaceSeen(env), 'default');
});

const none: Files = () => ({});
const bad: readonly [what: string, door: Door, files: Files, says: RegExp][] = [
  [
    'TLS is off and the server speaks it',
    'tls',
    none,
    /speaks TLS, and TLS is off here: set TEMPORAL_TLS=true/,
  ],
  [
    'TLS is on and the server does not speak it',
    'plain',
    () => ({ TEMPORAL_TLS: 'true' }),
    /speaks no TLS: unset the TEMPORAL_TLS\* variables/,
  ],
  [
    'the CA is not known',
    'tls',
    () => ({ TEMPORAL_TLS: 'true' }),
    /not signed by a CA that this machine knows \(\S+\): give its CA in TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
  ],
  [
    'the CA is another',
    'tls',
    ({ otherCa }) => ({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: otherCa }),
    /not signed by the CA in TEMPORAL_TLS_SERVER_CA_CERT_PATH \(\S+\): give the CA that signed it/,
  ],
  [
    'the name is another',
    'tls',
    (made) => ({ ...ofCa(made), TEMPORAL_TLS_SERVER_NAME: 'temporal.example' }),
    /is for another name: connect to that name, or give it in TEMPORAL_TLS_SERVER_NAME/,
  ],
  [
    'the client certificate is missing',
    'mutual',
    ofCa,
    /asks for a client certificate: set TEMPORAL_TLS_CLIENT_CERT_PATH/,
  ],
  [
    'the client certificate is of another CA',
    'mutual',
    (made) => ({
      ...ofCa(made),
      TEMPORAL_TLS_CLIENT_CERT_PATH: made.stranger.cert,
      TEMPORAL_TLS_CLIENT_KEY_PATH: made.stranger.key,
    }),
    /does not accept the certificate in TEMPORAL_TLS_CLIENT_CERT_PATH/,
  ],
  ['the API key is missing', 'keyed', ofCa, /lets nobody in without a name: set TEMPORAL_API_KEY/],
  [
    'the API key is wrong',
    'keyed',
    (made) => ({ ...ofCa(made), TEMPORAL_API_KEY: 'another' }),
    /does not accept the API key: check that TEMPORAL_API_KEY has not expired/,
  ],
];

for (const [what, door, files, says] of bad) {
  test.serial(`${what}: it is said what to do`, async (t) => {
    const error = await t.throwsAsync(namespaceSeen(envOf(door, files)), { message: says });
    t.false(String(error.message).includes(apiKey));
  });
}
