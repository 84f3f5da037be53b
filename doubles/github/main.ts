import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { askGit } from './git.js';
import { signedPush } from './index.js';

const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    branch: { type: 'string', default: 'main' },
    url: { type: 'string' },
    'secret-file': { type: 'string' },
    before: { type: 'string' },
    after: { type: 'string' },
    'full-name': { type: 'string' },
    web: { type: 'string' },
  },
});

/** Sends one push as the options say; returns why it was not taken. */
async function send(): Promise<string | undefined> {
  const { repository: path, branch, url, before, after, 'secret-file': secretFile } = values;
  if (!path || !url || !before || !after || !secretFile) {
    return 'write --repository PATH --url URL --secret-file FILE --before SHA --after SHA [--branch main] [--full-name OWNER/NAME] [--web URL]';
  }
  const fullName = values['full-name'] ?? `local/${basename(path)}`;
  const web =
    values.web ?? (await askGit(path, 'config', 'merganser.web')) ?? `https://github.com/${fullName}`;
  const secret = (await readFile(secretFile, 'utf8')).trim();
  const answer = await signedPush({
    url,
    secret,
    repository: { path, fullName, web },
    branch,
    before,
    after,
  });
  console.log(answer.body);
  return answer.status < 300 ? undefined : `${url} answered ${answer.status} ${answer.body}`;
}

const whyNot = (error: Error) =>
  error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;

const problem = await send().catch(whyNot);
if (problem) {
  console.error(`The webhook for ${values.after?.slice(0, 6)} was not taken: ${problem}`);
  process.exitCode = 1;
}
