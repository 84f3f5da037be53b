import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { flow } from './flow.js';
import { Tally } from './tally.js';

const { values } = parseArgs({
  options: {
    url: { type: 'string', multiple: true, default: [] },
    rate: { type: 'string', default: '120' },
    port: { type: 'string', default: '0' },
  },
});

const tally = new Tally();
values.url.forEach((url) => flow(url, Number(values.rate), tally));
createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(tally.counts));
}).listen(Number(values.port), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
