import test from 'ava';
import fc from 'fast-check';
import { readControlInput } from '../../src/workflows/control-input.js';

test('whatever is sent, what is read is short text or nothing', (t) => {
  fc.assert(
    fc.property(fc.array(fc.anything()), (args) => {
      const read = readControlInput(args);
      for (const value of Object.values(read)) t.true(typeof value === 'string' && [...value].length <= 200);
      t.deepEqual(
        Object.keys(read).filter((key) => !['by', 'reason', 'deploymentId'].includes(key)),
        [],
      );
    }),
  );
});
