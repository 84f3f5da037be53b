import { readFile, writeFile } from 'node:fs/promises';
import { format } from './docs/page.js';

/** Writes the tables of docs/configuration.md anew, from the schema and its words. */
const page = new URL('../docs/configuration.md', import.meta.url);
const before = await readFile(page, 'utf8');
const after = format(before);
if (after !== before) await writeFile(page, after);
console.log(
  after === before ? 'docs/configuration.md is as it should be' : 'docs/configuration.md was written',
);
