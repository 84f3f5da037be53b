import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { duration, step } from '../../scripts/setup/steps.js';

function collector(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test('durations are said as people say them', (t) => {
  t.deepEqual([40, 950, 9_400, 59_400, 59_600, 151_000].map(duration), [
    '0.0 s',
    '1 s',
    '9 s',
    '59 s',
    '1 m 0 s',
    '2 m 31 s',
  ]);
});

test('a quick step is one line, its time at the right', async (t) => {
  const out = collector(false);
  t.is(await step('Looking', () => Promise.resolve({ line: 'Found it', value: 7 }), out), 7);
  t.is(out.written.length, 1);
  t.regex(out.written[0] ?? '', /^✓ Found it {62,} 0\.\d s\n$/);
});

test('a slow step says in a log what it does', async (t) => {
  const out = collector(false);
  const slow = async (now: (doing: string) => void) => {
    now('Building it');
    await pause(1300);
    return { line: 'Built', ok: false, value: undefined };
  };
  await step('Looking', slow, out);
  t.is(out.written.length, 2);
  t.regex(out.written[0] ?? '', /^· Building it +1 s\n$/);
  t.regex(out.written[1] ?? '', /^✗ Built +1 s\n$/);
});

test('on a terminal the seconds tick in one line, which the end replaces', async (t) => {
  const out = collector(true);
  await step('Building', () => pause(2300).then(() => ({ line: 'Built', value: undefined })), out);
  const text = out.written.join('');
  const plain = text.replaceAll('\r\u001B[K', '|');
  t.regex(plain, /\|· Building +1 s\|· Building +2 s\|✓ Built +2 s\n/);
});

test('a step that throws leaves no half line', async (t) => {
  const out = collector(true);
  await t.throwsAsync(step('Building', () => pause(1200).then(() => Promise.reject(new Error('no'))), out));
  t.true(out.written.at(-1)?.endsWith('\r\x1b[K'));
});
