import pino from 'pino';
import { type AgentOptions, runAgent } from '../../src/agent.js';

const given = JSON.parse(process.argv[2] ?? '{}') as Partial<AgentOptions>;
const options = { site: 'site_1', listen: '127.0.0.1:0', stopServicesOnExit: true, ...given };
const agent = await runAgent(options, pino({ level: 'silent' }));
process.once('SIGTERM', () => void agent.close().then(() => process.exit(0)));
console.log(agent.url);
