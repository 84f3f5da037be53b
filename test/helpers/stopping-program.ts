import { untilSignal } from '../../src/cli/until-signal.js';

// Has been asked to stop, and does not get done.
setInterval(() => {}, 1_000);
const stop = untilSignal();
console.log('ready');
await stop;
console.log('stopping');
