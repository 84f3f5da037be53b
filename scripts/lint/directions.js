import { readdirSync } from 'node:fs';
import path from 'node:path';

const src = path.join(import.meta.dirname, '..', '..', 'src');
const ports = {
  'deploy-targets': 'target.ts',
  'metric-providers': 'provider.ts',
  notifiers: 'notifier.ts',
  'source-hosts': 'source-host.ts',
};
/** What the agent and its gateway, two processes, both know. */
const gatewayWords = ['./gateway/protocol.ts', './gateway/counts.ts'];
const portFiles = Object.entries(ports).map(([folder, file]) => `./${folder}/${file}`);

/**
 * Who may import what, beside itself and packages: the directions of docs/architecture.md. Type imports count.
 *
 * @type {readonly (readonly [folder: string, allowed: readonly string[], why: string])[]}
 */
const allowed = [
  ['domain', [], 'domain is pure: it imports nothing else of Merganser'],
  [
    'workflows',
    ['./domain', './activities', './notifiers/notifier.ts', './temporal/search-attributes.ts'],
    'workflows import domain, and types of activities and of messages',
  ],
  [
    'activities',
    ['./domain', './net', './config/settings.ts', ...portFiles],
    'activities see ports, settings and net, no adapter and no process',
  ],
  [
    'agent',
    [
      './domain',
      './config/limits.ts',
      './net',
      './deploy-targets/process/protocol.ts',
      './metric-providers/scrape',
      ...gatewayWords,
    ],
    'the agent knows what it speaks with others, and of the gateway, another process, only what the two say to each other',
  ],
  ['gateway', ['./domain'], 'the gateway is a process of its own: it knows nothing of who starts it'],
  ...Object.keys(ports).map(
    (port) =>
      /** @type {const} */ ([
        port,
        ['./domain', './config', './net'],
        'an adapter sees its port, domain, config and net',
      ]),
  ),
];

const byFolder = allowed.map(([folder, except, message]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [`./${folder}`, ...except],
  message: `${message}.`,
}));

/** An adapter is a folder beside its port file; it must not know the adapters next to it. */
const bySibling = Object.entries(ports).flatMap(([port, file]) =>
  readdirSync(path.join(src, port), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      target: `./src/${port}/${name}`,
      from: `./src/${port}`,
      except: [`./${name}`, `./${file}`],
      message: 'an adapter knows no sibling: share by the port, or by domain.',
    })),
);

/** The zones of `import-x/no-restricted-paths`. */
export const zones = [...byFolder, ...bySibling];

/** The folders of the adapters, as file patterns. */
export const adapters = Object.keys(ports).map((port) => `src/${port}/**/*.ts`);

/** What runs at a site, and stays up when Temporal is down, as file patterns. */
export const onSites = ['src/agent.ts', 'src/agent/**/*.ts', 'src/gateway/**/*.ts'];
