import type { ExecutionContext, TestFn } from 'ava';
import type { Announcement } from '../../src/domain/announcements/announcement.js';
import type { Destination, Notifier } from '../../src/notifiers/notifier.js';

/** A notifier with somewhere real to post to. */
export interface NotifierUnderTest {
  readonly notifier: Notifier;
  readonly to: Destination;
  /** Everything people have read so far, a message each, in order. */
  readonly read: () => readonly string[];
  readonly close: () => Promise<void> | void;
}

export const rolledOut = (service: string): Announcement => ({
  kind: 'rolled-out',
  service,
  sites: ['site_1', 'site_2'],
  commit: 'ac3a6c0000000000000000000000000000000000',
});

/** What every notifier does. Give it the `test` of a file and how to make a fresh notifier. */
export function notifierContract(test: TestFn, name: string, make: () => Promise<NotifierUnderTest>) {
  const it = (title: string, check: (t: ExecutionContext, u: NotifierUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => {
      const under = await make();
      t.teardown(() => under.close());
      await check(t, under);
    });

  it('says the words and nothing else', async (t, { notifier, to, read }) => {
    await notifier.post(to, { announcement: rolledOut('cart') }, 'abc123/1', undefined, false);
    t.deepEqual(read(), ['Rolled out cart: site_1, site_2 run ac3a6c']);
  });

  it('keeps the order, in a thread too', async (t, { notifier, to, read }) => {
    const first = await notifier.post(to, { announcement: rolledOut('a') }, 'abc123/1', undefined, false);
    await notifier.post(to, { announcement: rolledOut('b') }, 'abc123/2', first, false);
    await notifier.post(to, { announcement: rolledOut('c') }, 'abc123/3', first, false);
    const services = read().map((text) => /Rolled out (\w)/.exec(text)?.[1]);
    t.deepEqual(services, ['a', 'b', 'c']);
  });

  it('says a message once when its earlier attempt had worked', async (t, { notifier, to, read }) => {
    const first = await notifier.post(to, { announcement: rolledOut('a') }, 'abc123/1', undefined, false);
    const again = await notifier.post(to, { announcement: rolledOut('a') }, 'abc123/1', undefined, true);
    const reply = await notifier.post(to, { announcement: rolledOut('b') }, 'abc123/2', first, false);
    const replyAgain = await notifier.post(to, { announcement: rolledOut('b') }, 'abc123/2', first, true);
    t.deepEqual([again, replyAgain], [first, reply]);
    t.is(read().length, 2);
  });

  it('says a message when its earlier attempt had not worked', async (t, { notifier, to, read }) => {
    const first = await notifier.post(to, { announcement: rolledOut('a') }, 'abc123/1', undefined, true);
    await notifier.post(to, { announcement: rolledOut('b') }, 'abc123/2', first, true);
    t.is(read().length, 2);
  });

  it('gives references that survive JSON and can be updated', async (t, { notifier, to, read }) => {
    const message = { announcement: rolledOut('a'), status: 'rolling out' };
    const ref = await notifier.post(to, message, 'abc123/1', undefined, false);
    const stored = JSON.parse(JSON.stringify(ref)) as typeof ref;
    t.deepEqual(stored, ref);
    await notifier.update(stored, { ...message, status: 'rolled out' });
    t.true(read().some((text) => text.includes('Rolled out a')));
  });
}
