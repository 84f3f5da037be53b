import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { results } from './ava.js';
import { ReportReader, type Report } from './report.js';

/** Every kind of bad input that Merganser must survive. Each begins the title of a test that shows that it does. */
export const badInput: readonly string[] = [
  'wrong signature',
  'missing signature',
  'old secret',
  'no body',
  'huge body',
  'not JSON',
  'other event',
  'other branch',
  'tag',
  'deletion',
  'forced push',
  'merge-queue branch',
  'fork',
  'CRLF in a message',
  'emoji',
  '<!channel>',
  '10,000 characters',
  'missing author',
  'unknown service on the command line',
  'abort for nothing',
  'abort with no input',
  'abort with null',
  'abort with a string',
  'abort with an array',
  'abort with two arguments',
  'abort with 1 MB',
  'abort with an undecodable payload',
  'build fails',
  'start fails',
  'crash after start',
  'never healthy',
  'agent down at start',
  'agent down in the middle',
  'agent down at rollout',
  'agent down at rollback',
  'metrics endpoint hangs',
  'metrics endpoint returns HTML',
  'metrics endpoint returns 500',
  'Slack down for a whole deployment',
  'Temporal down at the webhook',
  'unregistered search attributes',
];

/** Which test shows which item, by the beginning of its title; undefined where there is none that passed. */
function evidence(report: Report): readonly (readonly [item: string, test: string | undefined])[] {
  return badInput.map((item) => [item, report.passed.find(({ title }) => shows(title, item))?.title]);
}

/** AVA puts the file before the title: `starter › webhook › wrong signature: is refused`. */
function shows(title: string, item: string): boolean {
  const plain = (text: string) => text.replaceAll('`', '').toLowerCase();
  const starts = title.split(' › ').map((_, index, parts) => plain(parts.slice(index).join(' › ')));
  return starts.some(
    (start) => start.startsWith(plain(item)) && !/^\p{L}|^\p{N}/u.test(start.slice(item.length)),
  );
}

/** The list as it is printed, and whether it has a gap. */
export function summary(report: Report): { readonly text: string; readonly gaps: readonly string[] } {
  const list = evidence(report);
  const width = Math.max(...badInput.map((item) => item.length));
  const lines = list.map(
    ([item, test]) =>
      `${test ? '✓' : '✗'} ${item.padEnd(width)}  ${test ?? 'no passing test begins with this'}`,
  );
  return { text: lines.join('\n'), gaps: list.filter(([, test]) => !test).map(([item]) => item) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reader = new ReportReader();
  reader.write(readFileSync(results.tap, 'utf8'));
  const { text, gaps } = summary(reader.end());
  console.log(text);
  process.exitCode = gaps.length === 0 ? 0 : 1;
}
