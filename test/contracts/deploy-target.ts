import type { ExecutionContext, TestFn } from 'ava';
import {
  Fenced,
  StableChanged,
  Unhealthy,
  Unreachable,
  type DeployTarget,
} from '../../src/deploy-targets/target.js';
import type { Desired, SiteService, Version } from '../../src/domain/release.js';

/** A target under test, with a place to deploy to. */
export interface TargetBench {
  readonly target: DeployTarget;
  /** A service never deployed before. */
  readonly at: SiteService;
  /** A site where nobody answers. */
  readonly nowhere: SiteService;
  /** A version, new each time, that runs well or never gets healthy. */
  version(kind: 'good' | 'bad'): Promise<Version>;
  /** Commits of the versions that answer requests now; none when nothing answers. */
  answering(): Promise<string[]>;
  close(): Promise<void>;
}

const never = new AbortController().signal;

/** What every deploy target promises. */
export function deployTargetContract(test: TestFn, makeBench: () => Promise<TargetBench>): void {
  const promise = (title: string, check: (t: ExecutionContext, bench: Bench) => Promise<void>) =>
    test.serial(title, async (t) => {
      const bench = await makeBench();
      t.teardown(() => bench.close());
      await check(t, new Bench(bench));
    });

  promise('a service never seen has generation 0 and no version', async (t, { bench }) => {
    t.deepEqual(await bench.target.observe(bench.at, never), { site: bench.at.site, generation: 0 });
  });

  promise(
    'a first deployment serves when apply returns, and applying it again changes nothing',
    async (t, { bench, apply }) => {
      const stable = await bench.version('good');
      t.deepEqual(await apply(1_000, { stable }), { generation: 1_000 });
      t.deepEqual(await bench.answering(), [stable.commit]);
      t.deepEqual(await apply(1_000, { stable }), { generation: 1_000 });
      t.like(await bench.target.observe(bench.at, never), { generation: 1_000, stable, canary: undefined });
    },
  );

  promise(
    'a first canary without stable serves all, and its removal leaves nothing',
    async (t, { bench, apply }) => {
      const canary = await bench.version('good');
      await apply(1_000, { canary, weight: 0.1 });
      t.deepEqual(await bench.answering(), [canary.commit]);
      await apply(1_001, {});
      t.deepEqual(await bench.answering(), []);
      t.like(await bench.target.observe(bench.at, never), {
        generation: 1_001,
        stable: undefined,
        canary: undefined,
      });
    },
  );

  promise('a canary is rolled out, and the version before is rolled back to', async (t, { bench, apply }) => {
    const [old, next] = [await bench.version('good'), await bench.version('good')];
    await apply(1_000, { stable: old });
    await apply(1_001, { stable: old, canary: next, weight: 0.5 });
    t.deepEqual(await bench.answering(), [old.commit, next.commit].sort());
    await apply(1_002, { stable: next });
    t.deepEqual(await bench.answering(), [next.commit]);
    await apply(1_003, { stable: old });
    t.deepEqual(await bench.answering(), [old.commit]);
    t.like(await bench.target.observe(bench.at, never), {
      generation: 1_003,
      stable: old,
      canary: undefined,
    });
  });

  promise(
    'a lower generation is Fenced, and so is an equal one with other content',
    async (t, { bench, apply }) => {
      const [old, next] = [await bench.version('good'), await bench.version('good')];
      await apply(2_000, { stable: old });
      await t.throwsAsync(apply(1_999, { stable: next }), { instanceOf: Fenced });
      await t.throwsAsync(apply(2_000, { stable: next }), { instanceOf: Fenced });
      t.deepEqual(await bench.answering(), [old.commit]);
    },
  );

  promise('another owner is Fenced, by name', async (t, { bench, apply }) => {
    const [old, next] = [await bench.version('good'), await bench.version('good')];
    await apply(1_000, { stable: old });
    const error = await t.throwsAsync(apply(9_000, { stable: next, owner: 'other-owner' }), {
      instanceOf: Fenced,
    });
    t.regex(error?.message ?? '', /contract-owner.*other-owner/);
    t.deepEqual(await bench.answering(), [old.commit]);
  });

  promise(
    'what was made for another stable version is StableChanged, says what runs, and changes nothing',
    async (t, { bench, apply }) => {
      const [old, byHand, next] = [
        await bench.version('good'),
        await bench.version('good'),
        await bench.version('good'),
      ];
      await t.throwsAsync(apply(1_000, { stable: old, ifStable: [next.commit] }), {
        instanceOf: StableChanged,
      });
      await apply(1_000, { stable: old, ifStable: [null] });
      await apply(1_001, { stable: byHand, ifStable: [null, old.commit] });
      const error = await t.throwsAsync(apply(1_002, { stable: next, ifStable: [old.commit] }), {
        instanceOf: StableChanged,
      });
      t.regex(error?.message ?? '', new RegExp(byHand.commit.slice(0, 6)));
      t.deepEqual(await bench.answering(), [byHand.commit]);
      await apply(1_002, { stable: next, ifStable: [byHand.commit] });
      t.deepEqual(await apply(1_002, { stable: next, ifStable: [byHand.commit] }), { generation: 1_002 });
      t.deepEqual(await bench.answering(), [next.commit]);
    },
  );

  promise('who deployed is observed', async (t, { bench, apply }) => {
    await apply(1_000, { stable: await bench.version('good') });
    t.is((await bench.target.observe(bench.at, never)).owner, 'contract-owner');
  });

  promise(
    'a version that does not get healthy is Unhealthy, and the stable one goes on serving',
    async (t, { bench, apply }) => {
      const [old, bad] = [await bench.version('good'), await bench.version('bad')];
      await apply(1_000, { stable: old });
      await t.throwsAsync(apply(1_001, { stable: old, canary: bad, weight: 0.5 }), { instanceOf: Unhealthy });
      t.deepEqual(await bench.answering(), [old.commit]);
      await t.throwsAsync(apply(1_002, { stable: bad }), { instanceOf: Unhealthy });
      t.deepEqual(await bench.answering(), [old.commit]);
      t.like(await bench.target.observe(bench.at, never), { stable: old });
      await apply(1_003, { stable: old });
      t.deepEqual(await bench.answering(), [old.commit]);
    },
  );

  promise(
    'a newer generation overtakes one that is still at work, which is Fenced',
    async (t, { bench, apply }) => {
      const [old, bad] = [await bench.version('good'), await bench.version('bad')];
      await apply(1_000, { stable: old });
      const overtaken = t.throwsAsync(apply(1_001, { stable: bad }), { instanceOf: Fenced });
      await seen(bench, 1_001);
      await apply(1_002, { stable: old });
      await overtaken;
      t.deepEqual(await bench.answering(), [old.commit]);
    },
  );

  promise('a site that does not answer is Unreachable, by name', async (t, { bench }) => {
    const { target, nowhere } = bench;
    const stable = await bench.version('good');
    const want: Desired = { at: nowhere, owner: 'contract-owner', generation: 1, stable, weight: 0 };
    for (const attempt of [target.observe(nowhere, never), target.apply(want, never)]) {
      const error = await t.throwsAsync(attempt, { instanceOf: Unreachable });
      t.true(error?.message.includes(nowhere.site));
    }
  });

  promise('stopping is honoured at once', async (t, { bench }) => {
    const stop = new AbortController();
    const want = {
      at: bench.at,
      owner: 'contract-owner',
      generation: 1,
      stable: await bench.version('bad'),
      weight: 0,
    };
    const stopped = t.throwsAsync(bench.target.apply(want, stop.signal), { message: 'enough' });
    await seen(bench, 1);
    const begun = performance.now();
    stop.abort(new Error('enough'));
    await stopped;
    t.true(performance.now() - begun < 1_000);
  });
}

class Bench {
  constructor(readonly bench: TargetBench) {}

  readonly apply = (generation: number, state: Partial<Desired>) => {
    const { at, target } = this.bench;
    return target.apply({ at, owner: 'contract-owner', generation, weight: 0, ...state }, never);
  };
}

/** Waits until a generation has arrived at the target. */
async function seen({ target, at }: TargetBench, generation: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while ((await target.observe(at, never)).generation < generation) {
    if (performance.now() > deadline) throw new Error(`generation ${generation} has not arrived`);
  }
}
