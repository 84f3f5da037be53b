import { readFileSync } from 'node:fs';
import { signedPush } from '../../../doubles/github/index.js';
import { serviceRepository } from '../../helpers/service-repository.js';

export const secret = 'the secret of the webhook';

const sample = readFileSync(new URL('../../fixtures/sample-service/server.js', import.meta.url), 'utf8');
const answers = 'response.end(answer)';

/** Answers every request with an error. */
export const bad = sample.replace(answers, `response.writeHead(500).${answers.slice('response.'.length)}`);
/** Another version that does what it should. */
const good = sample;

/** A service's repository, as if it were on GitHub. */
export interface Shop {
  readonly folder: string;
  /** The first commit. */
  readonly first: string;
  /** Commits a version of the service; returns the commit. */
  readonly commit: (source?: string) => Promise<string>;
  /** Sends the webhook of all commits since the first, up to this one. Returns the HTTP status of the answer. */
  readonly push: (commit: string) => Promise<number>;
  readonly remove: () => void;
}

export async function openShop(service: string, webhook: string): Promise<Shop> {
  const repository = await serviceRepository();
  const { folder, remove } = repository;
  const { commit: first } = await repository.commit();
  const local = { path: folder, fullName: `acme/${service}`, web: `https://github.com/acme/${service}` };
  return {
    folder,
    first,
    remove,
    async commit(source = good) {
      repository.write('server.js', source);
      return (await repository.commit()).commit;
    },
    async push(after) {
      const push = { url: webhook, secret, repository: local, branch: 'main', before: first, after };
      return (await signedPush(push)).status;
    },
  };
}
