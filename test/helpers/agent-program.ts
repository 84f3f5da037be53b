import pino from 'pino';
import { runAgent } from '../../src/agent.js';

const options = {
  site: 'site_1',
  listen: '127.0.0.1:0',
  stateDir: process.argv[2],
  historyGrain: Number(process.argv[3] ?? 5_000),
  stopServicesOnExit: true,
};
const agent = await runAgent(options, pino({ level: 'silent' }));
process.once('SIGTERM', () => void agent.close().then(() => process.exit(0)));
console.log(agent.url);
