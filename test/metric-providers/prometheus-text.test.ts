import test from 'ava';
import fc from 'fast-check';
import { parsePrometheusText } from '../../src/metric-providers/scrape/prometheus-text.js';

const only = (line: string) => {
  const [sample, ...more] = parsePrometheusText(`${line}\n`);
  return sample && more.length === 0
    ? { name: sample.name, labels: Object.fromEntries(sample.labels), value: sample.value }
    : undefined;
};

const lines: readonly (readonly [
  why: string,
  line: string,
  labels: Record<string, string>,
  value: number,
])[] = [
  ['no labels', 'a 1', {}, 1],
  ['empty labels', 'a{} 1', {}, 1],
  ['labels', 'a{b="c",d="e"} 12.5', { b: 'c', d: 'e' }, 12.5],
  ['a trailing comma and spaces', 'a { b = "c" , } 1e3', { b: 'c' }, 1000],
  ['escapes', String.raw`a{b="q\" b\\ n\n"} 1`, { b: 'q" b\\ n\n' }, 1],
  ['braces, hashes and commas in a value', 'a{b="}, # {"} 1', { b: '}, # {' }, 1],
  ['infinity', 'a{le="+Inf"} +Inf', { le: '+Inf' }, Infinity],
  ['a timestamp', 'a 1 1700000000000', {}, 1],
  ['an exemplar', 'a{b="c"} 1 # {trace_id="x"} 0.5 1700000000.123', { b: 'c' }, 1],
  ['a timestamp and an exemplar', 'a 1 1700000000.5 # {} 1', {}, 1],
];

for (const [why, line, labels, value] of lines) {
  test(`reads ${why}`, (t) => {
    t.deepEqual(only(line), { name: 'a', labels, value });
  });
}

for (const line of [
  'a',
  'a{',
  'a{b="c"',
  'a{b="c} 1',
  'a{b=c} 1',
  'a{b="c""d"} 1',
  'a{"b"} 1',
  'a x',
  'a 1 x',
  '1a 1',
  'a 0x10',
  '{"ok":true}',
]) {
  test(`refuses ${line}`, (t) => {
    t.throws(() => parsePrometheusText(`up 1\n${line}\n`), { message: /not metrics, in line 2/ });
  });
}

test('comments and empty lines are passed over', (t) => {
  t.is(parsePrometheusText('# HELP a {\n\n#x\na 1\n# EOF\n').length, 1);
});

test('any label value survives the writing and the reading', (t) => {
  const write = (value: string) => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
  const property = fc.property(fc.string({ unit: 'binary' }), (value) => {
    t.deepEqual(only(`a{b="${write(value)}",c="d"} 1`)?.labels, { b: value, c: 'd' });
  });
  fc.assert(property);
});
