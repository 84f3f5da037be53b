import path from 'node:path';
import { ESLint, type Linter } from 'eslint';
import test from 'ava';
import tseslint from 'typescript-eslint';

// The directions need no types, which take far longer to find than all the rest.
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config });

/** What lint says about a text in place of one of our files. */
async function refusals(file: string, text: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(text, { filePath: path.resolve(file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

const zone = 'import-x/no-restricted-paths';
const name = '@typescript-eslint/no-restricted-imports';
const type = (from: string) => `import type { X } from '${from}';\nexport type Y = X;\n`;
const value = (from: string) => `import { x } from '${from}';\nexport const y: unknown = x;\n`;

const refused: readonly (readonly [what: string, file: string, text: string, rule: string])[] = [
  ['domain imports nothing of ours', 'src/domain/ids.ts', type('../config/settings.js'), zone],
  ['domain imports no process', 'src/domain/ids.ts', type('../worker.js'), zone],
  ['domain imports no builtin', 'src/domain/ids.ts', value('node:crypto'), name],
  ['domain imports no Temporal', 'src/domain/ids.ts', type('@temporalio/common'), name],
  ['workflows import no config', 'src/workflows/index.ts', type('../config/settings.js'), zone],
  ['workflows import no client', 'src/workflows/index.ts', type('../temporal/setup.js'), zone],
  [
    'workflows import no value of activities',
    'src/workflows/index.ts',
    value('../activities/ports.js'),
    name,
  ],
  ['workflows import no zod', 'src/workflows/index.ts', value('zod'), name],
  ['workflows import no builtin', 'src/workflows/index.ts', value('node:fs/promises'), name],
  ['workflows import no builtin by its old name', 'src/workflows/index.ts', value('fs'), name],
  [
    'activities import no adapter',
    'src/activities/look.ts',
    type('../metric-providers/scrape/index.js'),
    zone,
  ],
  ['activities import no registry', 'src/activities/look.ts', type('../notifiers/registry.js'), zone],
  ['activities import no workflow', 'src/activities/look.ts', type('../workflows/index.js'), zone],
  [
    'activities import no value of a port',
    'src/activities/look.ts',
    value('../deploy-targets/target.js'),
    name,
  ],
  ['an adapter imports no Temporal', 'src/notifiers/slack/index.ts', value('@temporalio/activity'), name],
  [
    'an adapter imports no type of Temporal',
    'src/source-hosts/git/index.ts',
    type('@temporalio/common'),
    name,
  ],
  [
    'an adapter imports no other port',
    'src/notifiers/slack/index.ts',
    type('../../deploy-targets/target.js'),
    zone,
  ],
  ['an adapter imports no sibling', 'src/notifiers/slack/index.ts', type('../console/index.js'), zone],
  ['an adapter imports no registry', 'src/notifiers/slack/index.ts', type('../registry.js'), zone],
  [
    'an adapter imports no activity',
    'src/deploy-targets/process/index.ts',
    type('../../activities/ports.js'),
    zone,
  ],
  ['the agent imports no Temporal', 'src/agent/service.ts', type('@temporalio/common'), name],
  ['nor does its process', 'src/agent.ts', type('@temporalio/common'), name],
  ['the agent imports no inside of the gateway', 'src/agent/service.ts', type('../gateway/gateway.js'), zone],
  ['the gateway imports no inside of the agent', 'src/gateway/gateway.ts', type('../agent/service.js'), zone],
  [
    'only the processes read process.env',
    'src/notifiers/slack/index.ts',
    'export const x = process.env;\n',
    'no-restricted-properties',
  ],
  [
    'nor by a destructuring',
    'src/starter/app.ts',
    'const { env } = process;\nexport const x = env;\n',
    'no-restricted-properties',
  ],
  ['nor by an import', 'src/starter/app.ts', value('node:process').replaceAll('{ x }', '{ env as x }'), name],
];

for (const [what, file, text, rule] of refused) {
  test(`lint: ${what}`, async (t) => {
    const said = await refusals(file, text);
    t.true(
      said.some((message) => message.startsWith(`${rule}: `)),
      said.join('\n'),
    );
  });
}

const accepted: readonly (readonly [what: string, file: string, text: string])[] = [
  ['workflows import domain', 'src/workflows/index.ts', value('../domain/ids.js')],
  ['workflows import types of activities', 'src/workflows/index.ts', type('../activities/ports.js')],
  [
    'workflows import the search attributes',
    'src/workflows/index.ts',
    value('../temporal/search-attributes.js'),
  ],
  ['activities import types of ports', 'src/activities/look.ts', type('../deploy-targets/target.js')],
  [
    'failures.ts tells errors of ports apart',
    'src/activities/failures.ts',
    value('../deploy-targets/target.js'),
  ],
  ['the agent imports what it says to the gateway', 'src/agent/service.ts', type('../gateway/protocol.js')],
  ['an adapter imports its port', 'src/notifiers/slack/index.ts', value('../notifier.js')],
  ['the worker reads its environment', 'src/worker.ts', 'export const x = process.env;\n'],
];

for (const [what, file, text] of accepted) {
  test(`lint lets pass: ${what}`, async (t) => {
    const said = await refusals(file, text);
    const rules = [zone, name, 'no-restricted-properties'];
    t.deepEqual(
      said.filter((message) => rules.some((rule) => message.startsWith(rule))),
      [],
    );
  });
}
