import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again, less often as time goes by, until there is an answer; throws when there is none in time, and says what there was instead. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 20_000,
  instead: () => string = () => '',
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = 20; ; pause = Math.min(pause * 1.3, 150)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`nothing in ${timeoutMs} ms${instead()}`);
    await sleep(pause);
  }
}
