#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A clone has the sources and runs them as they are, never what was built of older ones. A package has only the latter.
const source = new URL('../src/cli.ts', import.meta.url);
if (existsSync(source)) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  process.setSourceMapsEnabled(true);
  await import(new URL('../dist/cli.js', import.meta.url).href);
}
