import { Agent, get } from 'node:http';

export interface Traffic {
  answered(): number;
  /** Sends no more, waits for all answers, and says what was not a 200. */
  stop(): Promise<{ sent: number; failed: string[] }>;
}

/** So many GETs a second, over kept connections, whether or not earlier ones have been answered. */
export function steadyTraffic(url: string, perSecond: number): Traffic {
  const agent = new Agent({ keepAlive: true });
  const begun = performance.now();
  const open = new Set<Promise<void>>();
  const failed: string[] = [];
  let sent = 0;
  let answered = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - begun) / 1_000) * perSecond; sent < due; sent++) {
      const one = status(url, agent).then((result) => {
        answered++;
        if (result !== '200') failed.push(result);
        open.delete(one);
      });
      open.add(one);
    }
  }, 5);
  const stop = async () => {
    clearInterval(timer);
    await Promise.all(open);
    agent.destroy();
    return { sent, failed };
  };
  return { answered: () => answered, stop };
}

function status(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      response.resume();
      response.once('error', (error) => resolve(error.message));
      response.once('end', () => resolve(String(response.statusCode)));
    });
    request.once('error', (error) => resolve(error.message));
  });
}
