// Runs before anything is installed: only Node's own modules here, and the version is checked before newer syntax is read.
import process from 'node:process';
import { checkNode } from './setup/node.js';

try {
  checkNode(process.versions.node);
} catch (problem) {
  console.error(String(problem));
  process.exit(1);
}
const { withSetup } = await import('./setup/main.js');
process.exitCode = await withSetup(process.argv.slice(2));
