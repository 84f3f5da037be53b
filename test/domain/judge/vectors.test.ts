import { readFileSync } from 'node:fs';
import test from 'ava';
import { judgeVectors, readVectors } from '../../../scripts/vectors/run.js';

const vectors = readVectors(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'));

for (const { vector, ok, worst, problem } of judgeVectors(vectors)) {
  test(`vector ${vector.id ?? ''}, ${vector.function}: ${vector.name ?? ''}`, (t) => {
    t.true(ok, problem ?? JSON.stringify(worst));
  });
}
