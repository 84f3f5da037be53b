/**
 * `npm run vectors -- FILE`: holds the judge against a file of numeric vectors, each naming a function, its input and its
 * output. Prints what deviates and the largest deviation; exits 1 above 1e-6.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judgeVectors, readVectors } from './vectors/run.js';

const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;
if (file === undefined || positionals.length > 1) {
  console.error('usage: npm run vectors -- FILE');
  process.exit(2);
}
try {
  const results = judgeVectors(readVectors(readFileSync(file, 'utf8')));
  for (const { vector, worst, wrong, problem } of results.filter((r) => !r.ok)) {
    console.log(
      `${vector.function} ${vector.id ?? ''} ${vector.name ?? ''}: ${problem ?? `${wrong} values deviate`}`,
    );
    if (worst) {
      const [found, expected] = [worst.found, worst.expected].map((value) => JSON.stringify(value));
      console.log(`  at output${worst.path}: found ${found}, expected ${expected}`);
    }
  }
  const largest = Math.max(0, ...results.map((r) => r.worst?.by ?? (r.problem ? Infinity : 0)));
  const failed = results.filter((r) => !r.ok).length;
  console.log(`${results.length} vectors, ${failed} deviate; largest deviation ${largest.toExponential(2)}`);
  process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;
} catch (error) {
  console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
