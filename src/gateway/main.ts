/** The gateway: a process of its own, so that the services' clients do not notice when the agent ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hello } from './protocol.js';
import { ControlServer } from './control-server.js';
import { Gateway } from './gateway.js';
import { inherit } from './inheritance.js';
import { bequeath } from './succession.js';

const [socketPath = '', build = ''] = process.argv.slice(2);
/** How long connections that are there may last when another gateway has taken over. */
const retireMs = 600_000;

const gateway = new Gateway();
const predecessor = await inherit(gateway);

const hello = (): Hello => ({ build, pids: [process.pid, ...predecessor.pids] });
const control = new ControlServer(socketPath, {
  hello,
  serve: (serving) => {
    predecessor.tell({ kind: 'serve', serving });
    return gateway.serve(serving);
  },
  close: ({ service }) => gateway.close(service),
  idle: ({ instance }) => gateway.idle(instance),
  counts: () => gateway.metrics.all().map((series) => series.counts()),
  metrics: () => gateway.metrics.render(),
  watch: () => new Promise<never>(() => undefined),
  succeed: async (program) => {
    control.close();
    try {
      await bequeath(gateway, program, hello().pids);
    } catch (error) {
      await control.listen();
      throw error;
    }
    void retire();
  },
  end: () => void end(),
});

async function retire(): Promise<void> {
  await Promise.race([gateway.retire(), sleep(retireMs)]);
  process.exit(0);
}

async function end(): Promise<void> {
  control.close();
  await gateway.closeAll();
  process.exit(0);
}

await control.listen();
process.once('SIGTERM', () => void end());
predecessor.tell({ kind: 'ready' });
