import { createHash } from 'node:crypto';
import { repositoryOf } from '../../doubles/github/repository.js';
import { listed, pushOf } from '../../test/starter/push-payload.js';
import { webOf } from './stage.js';

/** The n-th merge of a service, as GitHub tells of it: one commit, which no other merge has. */
export function pushTo(service: string, n: number) {
  const web = webOf(service);
  const commit = { ...listed(`Change ${n}\n\nOne of many.`), id: commitOf(service, n) };
  return pushOf({
    after: commit.id,
    commits: [commit],
    head_commit: commit,
    repository: repositoryOf({ path: `${web}.git`, fullName: `acme/${service}`, web }, 'main'),
  });
}

const commitOf = (service: string, n: number) => createHash('sha1').update(`${service} ${n}`).digest('hex');
