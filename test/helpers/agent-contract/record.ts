import { z } from 'zod';
import { wantedService } from '../../../src/agent/wanted.js';
import { relay, send } from './relay.js';
import { contractStage } from './stage.js';
import { type Exchange, perform, type Recorded, story } from './story.js';

/** Plays the story with today's client and agent, and records what goes over the wire. */
export async function recordContract(): Promise<readonly Recorded[]> {
  const stage = await contractStage();
  const exchanges: Exchange[] = [];
  const between = await relay(async (request) => {
    const answer = await send(stage.url, request);
    exchanges.push({ request, answer });
    return answer;
  });
  try {
    const records: Recorded[] = [];
    for (const { name, call } of story(stage.cast)) {
      await stage.prepare(call);
      const outcome = await perform(call, between.url);
      records.push(stage.named({ name, call, exchanges: withoutRepeats(exchanges.splice(0)), outcome }));
    }
    return records;
  } finally {
    between.close();
    await stage.close();
  }
}

/** Of the polls for a state only the last says something new. */
function withoutRepeats(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(
    ({ request }, i) => request.method !== 'GET' || exchanges[i + 1]?.request.method !== 'GET',
  );
}

/** What today's agent takes for a wanted state, as JSON Schema. */
export const wantedSchema = () => z.toJSONSchema(wantedService, { io: 'input' });
