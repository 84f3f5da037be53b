import { readFileSync } from 'node:fs';
import test from 'ava';
import { judgeVectors, readVectors } from '../../../scripts/vectors/run.js';

const vectors = ['vectors.json', 'vectors-odd.json'].flatMap((file) =>
  judgeVectors(readVectors(readFileSync(new URL(file, import.meta.url), 'utf8'))),
);

for (const { vector, ok, worst, problem } of vectors) {
  test(`vector ${vector.id ?? ''}, ${vector.function}: ${vector.name ?? ''}`, (t) => {
    t.true(ok, problem ?? JSON.stringify(worst));
  });
}
