import test from 'ava';
import { consoleNotifier } from '../../src/notifiers/console/index.js';
import { notifiers } from '../../src/notifiers/registry.js';
import { notifierContract, rolledOut } from '../contracts/notifier.js';

notifierContract(test, 'console', () => {
  const printed: string[] = [];
  return Promise.resolve({
    notifier: consoleNotifier((text) => printed.push(text)),
    to: { type: 'console' },
    read: () => printed,
    close: () => {},
  });
});

test('console: a status is printed below the words, and alone when it changes', async (t) => {
  const printed: string[] = [];
  const notifier = notifiers.console.create({ print: (text) => printed.push(text) });
  const message = { announcement: rolledOut('cart'), status: 'rolling out' };
  const ref = await notifier.post({ type: 'console' }, message, 'a/1', undefined, false);
  await notifier.update(ref, { ...message, status: 'rolled out' });
  t.deepEqual(printed, ['Rolled out cart: site_1, site_2 run ac3a6c\n(rolling out)', 'rolled out']);
});

test('console: terminal escapes in a link are not printed', async (t) => {
  const printed: string[] = [];
  const change = {
    commit: 'ac3a6c',
    subject: 'x',
    reviewers: [],
    link: 'https://example.com/\u001b]0;owned\u0007',
  };
  const announcement = {
    kind: 'starting',
    service: 's',
    id: 'i',
    also: [],
    firstAt: [],
    until: '',
    change,
  } as const;
  const notifier = consoleNotifier((text) => printed.push(text));
  await notifier.post({ type: 'console' }, { announcement }, 'a/1', undefined, false);
  t.deepEqual(
    [...printed.join()].filter((c) => c < ' ' && c !== '\n'),
    [],
  );
});

test('the registry refuses unknown options by name', (t) => {
  t.false(notifiers.console.options.safeParse({ chanel: '#deploys' }).success);
});
