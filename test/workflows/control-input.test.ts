import test from 'ava';
import fc from 'fast-check';
import { readControlInput } from '../../src/workflows/control-input.js';

test('whatever is sent, what is read is short text or nothing', (t) => {
  fc.assert(
    fc.property(fc.array(fc.anything()), (args) => {
      const read = readControlInput(args);
      for (const [key, value] of Object.entries(read)) {
        if (key === 'garbled' || key === 'superseded') t.true(value);
        else for (const text of [value].flat()) t.true(typeof text === 'string' && [...text].length <= 200);
      }
      const known = ['by', 'reason', 'deploymentId', 'commit', 'until', 'sites', 'superseded', 'garbled'];
      t.deepEqual(
        Object.keys(read).filter((key) => !known.includes(key)),
        [],
      );
    }),
  );
});

test('what is no input is garbled, and an id that is no text is meant for another deployment', (t) => {
  for (const given of [7, true, { unreadable: true }, { sites: 7 }, { sites: [] }])
    t.true(readControlInput([given]).garbled, JSON.stringify(given));
  t.deepEqual(readControlInput([{ deploymentId: 123456 }]), { deploymentId: '123456' });
  t.deepEqual(readControlInput([{ deploymentId: { id: 1 } }]), { deploymentId: 'an id that is no text' });
  t.deepEqual(readControlInput([{ sites: 'site_2', deploymentId: null }]), { sites: ['site_2'] });
});
