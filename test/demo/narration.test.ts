import test from 'ava';
import { ending, inShort, startIn } from '../../demo/narration.js';
import { clock, Terminal } from '../../demo/terminal.js';

const message = (text: string) => ({
  at: '2026-11-23T13:00:00.000Z',
  ts: '1.0',
  username: 'Canary Analysis',
  text,
});

test('messages in a few words', (t) => {
  const failing = `The checks for cart are failing. I will soon roll this back if it doesn't recover.\nProblems are:\n`;
  const one = 'Metric error ratio in site_2 increased from .0% to 2.0%';
  t.is(inShort(message(failing + one)), 'warning: error ratio in site_2 increased from .0% to 2.0%');
  t.is(
    inShort(message(`${failing}${one}\n${one.replace('site_2', 'site_3')}`)),
    'warning: error ratio in site_2, site_3',
  );
  t.is(
    inShort(message('@ann aborted cart: "wrong flag". I will roll this back.')),
    '@ann aborted cart: "wrong flag". I will roll this back.',
  );
  t.deepEqual(
    startIn(
      message(
        'Starting analysis of cart with deployment id abc123\n"X" by @a\nWill do the analysis until 13:10:00 UTC',
      ),
    ),
    { id: 'abc123', until: '13:10:00 UTC' },
  );
  t.is(startIn(message('Rolled out cart: site_1 runs abc')), undefined);
});

test('what the sites run in the end', (t) => {
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
  t.is(ending('rolled-out', { site_1: a, site_2: a, site_3: a }), 'rolled out: 3 of 3 sites run aaaaaa');
  t.is(
    ending('rolled-back', { site_1: a, site_2: a, site_3: `${a} beside ${b}` }),
    'rolled back: 2 of 3 sites run aaaaaa, 1 of 3 sites runs aaaaaa beside bbbbbb',
  );
});

test('pieces share a line while there is room, and a line of its own is whole', (t) => {
  let text = '';
  const terminal = new Terminal({ write: (more: string) => (text += more) });
  terminal.line('1/3 "Greet by name"');
  terminal.piece('0:01 canary at 3 sites');
  terminal.piece('0:42 all green');
  terminal.piece('x'.repeat(80));
  terminal.line('the worker was ended');
  terminal.piece('0:44 rolled out');
  terminal.mark('as expected', true);
  t.deepEqual(text.split('\n'), [
    '1/3 "Greet by name"',
    '    0:01 canary at 3 sites   0:42 all green',
    `    ${'x'.repeat(80)}`,
    'the worker was ended',
    '    0:44 rolled out'.padEnd(93) + 'as expected',
    '',
  ]);
  t.is(clock(102_400), '1:42');
});
