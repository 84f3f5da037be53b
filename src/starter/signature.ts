import { Webhooks } from '@octokit/webhooks';

/** Says whether a body was signed with one of the secrets: the present one or, while it is being replaced, the old one. */
export function signatureCheck(secrets: readonly string[]) {
  const keys = secrets.filter(Boolean).map((secret) => new Webhooks({ secret }));
  if (keys.length === 0) {
    throw new Error(
      'There is no webhook secret, so nobody could be trusted. Set GITHUB_WEBHOOK_SECRET (or GITHUB_WEBHOOK_SECRET_FILE) to the secret of the GitHub webhook.',
    );
  }
  return async (body: string, signature: string): Promise<boolean> => {
    const matches = await Promise.all(keys.map((key) => key.verify(body, signature)));
    return matches.includes(true);
  };
}
