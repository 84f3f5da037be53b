import { z } from 'zod';

/** What cannot be used is absent: a strange author must not cost a deployment. */
const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const files = z.array(z.string()).optional().catch(undefined);
const person = z.object({ login: text, username: text, name: text }).optional().catch(undefined);

const pushPayload = z.object({
  ref: z.string(),
  after: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  before: text,
  created: flag,
  deleted: flag,
  forced: flag,
  commits: z
    .array(z.object({ added: files, modified: files, removed: files }))
    .optional()
    .catch(undefined),
  head_commit: z.object({ message: text, author: person }).nullish().catch(undefined),
  repository: z.object({
    full_name: text,
    clone_url: text,
    html_url: text,
    ssh_url: text,
    git_url: text,
  }),
  pusher: person,
  sender: person,
});

/** The parts of GitHub's `push` event that decide something. */
export type PushPayload = z.infer<typeof pushPayload>;

/** Undefined when it names no ref, commit or repository: then it is no push. */
export function parsePush(payload: unknown): PushPayload | undefined {
  return pushPayload.safeParse(payload).data;
}
