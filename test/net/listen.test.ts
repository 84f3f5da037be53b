import test from 'ava';
import { parseListen } from '../../src/net/listen.js';

test('an address to listen on', (t) => {
  t.deepEqual(parseListen('0.0.0.0:8080'), { host: '0.0.0.0', port: 8080 });
  t.deepEqual(parseListen('starter:80'), { host: 'starter', port: 80 });
  t.deepEqual(parseListen(':0'), { host: '127.0.0.1', port: 0 });
  t.deepEqual(parseListen('8080'), { host: '127.0.0.1', port: 8080 });
  t.deepEqual(parseListen('[::1]:8080'), { host: '::1', port: 8080 });
  for (const wrong of ['', 'host', 'host:', 'host:99999', 'http://host:80']) {
    t.throws(() => parseListen(wrong), { message: /Write host:port/ }, wrong);
  }
});
