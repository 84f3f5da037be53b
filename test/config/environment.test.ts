import test from 'ava';
import { readEnvironment } from '../../src/config/environment.js';

test('an unknown log level is refused with those that there are', (t) => {
  t.is(readEnvironment({}).logLevel, 'info');
  t.is(readEnvironment({ MERGANSER_LOG_LEVEL: 'debug' }).logLevel, 'debug');
  t.throws(() => readEnvironment({ MERGANSER_LOG_LEVEL: 'verbose' }), {
    message:
      /^MERGANSER_LOG_LEVEL is verbose, .* set it to one of trace, debug, info, warn, error, fatal, silent$/,
  });
});

test('metrics are served where the environment says, and else nowhere', (t) => {
  t.is(readEnvironment({}).metricsAddress, undefined);
  t.is(readEnvironment({ MERGANSER_METRICS_ADDRESS: '127.0.0.1:9464' }).metricsAddress, '127.0.0.1:9464');
});
