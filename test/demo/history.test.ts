import { readFileSync } from 'node:fs';
import test from 'ava';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { recordOf } from '../../demo/reader/history.js';
import { factsOf } from '../../demo/reader/run.js';

/** The second story, as it was recorded; events and fields that the reader does not read are left out. */
const recorded = JSON.parse(
  readFileSync(new URL('histories/rolled-back.json', import.meta.url), 'utf8'),
) as unknown;

const ms = (time: string) => Date.parse(`2026-11-23T${time}Z`);

test('the facts of a deployment are read from its history', (t) => {
  t.deepEqual(factsOf(recordOf(historyFromJSON(recorded))), {
    deploymentId: '58b6b5',
    commit: '96a3148186bd22c6e9dd67c53c621067a32d62ed',
    outcome: 'rolled-back',
    acceptedAt: ms('21:40:42.606'),
    canaryStartedAt: ms('21:40:44.036'),
    canariesUpAt: ms('21:40:45.669'),
    warnedAt: ms('21:40:49.345'),
    decidedAt: ms('21:41:26.709'),
    lastSiteAt: ms('21:41:27.213'),
  });
});

test('a deployment that still runs has no outcome and no times of what has not happened', (t) => {
  const { events } = historyFromJSON(recorded);
  const facts = factsOf(recordOf({ events: (events ?? []).slice(0, 5) }));
  t.is(facts.outcome, 'none');
  t.is(facts.canaryStartedAt, ms('21:40:44.036'));
  t.is(facts.canariesUpAt, undefined);
  t.is(facts.decidedAt, undefined);
});
