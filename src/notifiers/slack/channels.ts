import type { ConversationsListResponse, WebClient } from '@slack/web-api';

type Channel = NonNullable<ConversationsListResponse['channels']>[number];

/** The channels that the token can see, archived ones left out. Slack has no lookup by name. */
export async function* channelsOf(client: WebClient): AsyncGenerator<Channel> {
  const asked = { limit: 1000, exclude_archived: true };
  for await (const page of client.paginate('conversations.list', asked)) {
    yield* (page as ConversationsListResponse).channels ?? [];
  }
}
