import test from 'ava';
import { kills } from '../helpers/kills.js';

test.serial(
  'an agent killed at any moment of a rollout brings it to its end, and the service answers throughout',
  async (t) => {
    for await (const { state, wanted, answering, served, strays } of kills(2, 7)) {
      t.true(answering > 0, 'some instance answers while no agent runs');
      t.like(state, {
        progress: 'settled',
        generation: wanted.generation,
        stable: wanted.stable,
        canary: wanted.canary,
      });
      const commits = [wanted.stable, wanted.canary].flatMap((version) => version?.commit ?? []);
      t.deepEqual(served, commits.sort());
      t.is(state.instances.length, 2 + (wanted.canary ? 1 : 0));
      t.deepEqual(strays, []);
    }
  },
);
