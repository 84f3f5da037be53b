import { Agent, request } from 'node:http';

/** One request: when it was due, how long it took from then, and a status or an error. Milliseconds. */
export interface Sample {
  readonly at: number;
  readonly ms: number;
  readonly result: string;
}

export interface Load {
  readonly samples: readonly Sample[];
  /** Sends no more, and waits for all answers. */
  stop(): Promise<void>;
}

const body = Buffer.alloc(1_024, 'x');
/** One of so many requests is a POST, which nobody may give twice. */
const postEvery = 4;
const patienceMs = 30_000;

/** So many requests a second over kept connections, whether or not earlier ones have been answered. Nothing is sent twice. */
export function load(url: string, perSecond: number, every = postEvery): Load {
  const agent = new Agent({ keepAlive: true });
  const samples: Sample[] = [];
  const open = new Set<Promise<void>>();
  const begun = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    for (;;) {
      const at = begun + (sent * 1_000) / perSecond;
      if (at > performance.now()) return;
      const one = ask(url, agent, ++sent % every === 0).then((result) => {
        samples.push({ at, ms: performance.now() - at, result });
        open.delete(one);
      });
      open.add(one);
    }
  }, 1);
  const stop = async () => {
    clearInterval(timer);
    await Promise.all(open);
    agent.destroy();
  };
  return { samples, stop };
}

/** As many requests as so many clients get answered in a time, one after the other each. */
export async function flood(url: string, clients: number, ms: number, post: boolean): Promise<Sample[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const samples: Sample[] = [];
  const end = performance.now() + ms;
  const client = async () => {
    while (performance.now() < end) {
      const at = performance.now();
      const result = await ask(url, agent, post);
      samples.push({ at, ms: performance.now() - at, result });
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return samples;
}

function ask(url: string, agent: Agent, post: boolean): Promise<string> {
  return new Promise((resolve) => {
    const options = { agent, method: post ? 'POST' : 'GET', timeout: patienceMs };
    const asking = request(url, options, (answer) => {
      answer.resume();
      answer.once('error', (error) => resolve(error.message));
      answer.once('end', () => resolve(String(answer.statusCode)));
    });
    asking.once('timeout', () => asking.destroy(new Error(`no answer in ${patienceMs} ms`)));
    asking.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asking.end(post ? body : undefined);
  });
}
