// Ends a test's processes when the test is gone, however it ended: then nobody holds its standard input any more.
import { rmSync } from 'node:fs';
import { end, Ledger } from '../../demo/stage/ledger.js';

const [ledger = '', folder = ''] = process.argv.slice(2);
const graceMs = 10_000;

process.stdin.resume().once('end', () => {
  void end(Ledger.alive(ledger), graceMs).then(() => rmSync(folder, { recursive: true, force: true }));
});
