import { parseArgs } from 'node:util';
import { startSlackDouble } from './index.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    file: { type: 'string' },
    channel: { type: 'string', multiple: true },
  },
});

const double = await startSlackDouble({
  port: Number(values.port),
  ...(values.file && { file: values.file }),
  ...(values.channel && { channels: values.channel }),
});
console.log(JSON.stringify({ url: double.url, apiUrl: double.apiUrl, port: double.port }));

const stop = () => void double.close().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
