import { step } from '../scripts/setup/steps.js';
import { follow, sayWhatToDo } from './afterwards.js';
import { optionsIn, type Options } from './options.js';
import { show, writeReport } from './show.js';
import { end, Ledger, type Entry } from './stage/ledger.js';
import { emptied, placesOf } from './stage/places.js';
import { Processes } from './stage/processes.js';
import { requestsPerSecond, setStage, type Setting } from './stage/stage.js';
import { Terminal } from './terminal.js';

const terminal = new Terminal(process.stdout);
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());

/** Runs the demo; returns its exit code. */
async function demo(options: Options): Promise<number> {
  const temporalCli = process.env.MERGANSER_TEMPORAL_CLI;
  if (!temporalCli) throw new Error('MERGANSER_TEMPORAL_CLI is not set. Start the demo with: npm run demo');
  const places = placesOf(process.env);
  await clearUp(places.ledger);
  emptied(places);
  const ledger = new Ledger(places.ledger);
  ledger.record('demo', process.pid);
  const processes = new Processes(places.logs, ledger, ({ name, how, pid }) =>
    terminal.line(`  ${name} ${how}; another was started: ${pid}`),
  );
  const { sabotage } = options;
  if (sabotage) terminal.line(`Sabotage: ${sabotage.says}. The demo must notice.`);
  const setting = { places, ledger, processes, temporalCli, sabotage, stop: stopped.signal };
  try {
    return await Promise.race([perform(setting, options), untilStopped()]);
  } finally {
    await processes.stopAll();
    await end(ledger.alive.filter(isNotThis), 0);
  }
}

function untilStopped(): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error('stopped'));
    if (stopped.signal.aborted) stop();
    stopped.signal.addEventListener('abort', stop);
  });
}

async function perform(setting: Setting, { once, report }: Options): Promise<number> {
  const stage = await step('Starting Temporal and Slack', async (now) => ({
    line: `3 sites, worker, starter, ${3 * requestsPerSecond} requests/s`,
    value: await setStage(setting, now),
  }));
  const ports = stage.sites.map(({ serviceUrl }) => new URL(serviceUrl).port).join(' ');
  terminal.line(
    `  Slack ${stage.slackUrl}   Temporal ${stage.temporalUrl}   service http://127.0.0.1:${ports}`,
  );
  const shown = await show(stage, terminal, setting.sabotage, stopped.signal);
  if (report) writeReport(report, shown.report);
  terminal.line(`${shown.sentence}${once ? '' : ' All stays up; Ctrl-C stops it.'}`);
  if (once) return shown.good ? 0 : 1;
  sayWhatToDo(stage, setting.places.logs, terminal);
  await follow(stage, terminal, stopped.signal);
  return 0;
}

const isNotThis = ({ pid }: Entry) => pid !== process.pid;

/** A demo that was killed may have left processes; one that runs is left alone. */
async function clearUp(ledger: string): Promise<void> {
  const left = Ledger.alive(ledger);
  const running = left.find(({ name }) => name === 'demo');
  if (running)
    throw new Error(
      `The demo runs already, as process ${running.pid}. Stop it with Ctrl-C, or: kill ${running.pid}`,
    );
  if (left.length === 0) return;
  terminal.line(`Ending ${left.length} processes that an earlier demo left`);
  await end(left, 10_000);
}

let once = false;
try {
  const options = optionsIn(process.argv.slice(2));
  ({ once } = options);
  process.exitCode = await demo(options);
} catch (error) {
  const { aborted } = stopped.signal;
  if (aborted) terminal.line('Stopped: nothing of it runs any more.');
  else terminal.line(error instanceof Error ? error.message : String(error));
  // Ctrl-C is how the demo is meant to end, unless it was to judge.
  process.exitCode = aborted && !once ? 0 : 1;
}
process.exit();
