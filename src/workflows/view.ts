import { defineQuery, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { Saying } from '../domain/announcements/advised.js';
import type { Announcement } from '../domain/announcements/announcement.js';
import { render } from '../domain/announcements/words.js';
import type { Change } from '../domain/change.js';
import type { DeploymentView, Outcome, Phase } from '../domain/deployment.js';
import type { Order, Undo } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import { details, plain, statusLine } from '../domain/showing.js';
import { searchAttributes } from '../temporal/search-attributes.js';
import { Outbox } from './outbox.js';

const statusQuery = defineQuery<DeploymentView>('status');

/**
 * A deployment's face: search attributes, current details, `status`, the Slack thread and its parent's status all show the
 * one DeploymentView that is kept here.
 */
export class View {
  readonly outbox: Outbox;
  /** When each phase was first entered, in ms. */
  readonly times: Partial<Record<Phase | 'started', number>> = { started: Date.now() };
  /** The plan, once there is one. */
  planned: Plan | undefined;
  private current: DeploymentView;

  constructor(private readonly order: Order) {
    // The deployment that is undone has used the keys of its id.
    const again = order.undone && order.undone > 1 ? `-${order.undone}` : '';
    this.outbox = new Outbox(order.undo ? `${order.id}-undo${again}` : order.id);
    this.current = {
      id: order.id,
      service: order.service,
      commit: order.merge.commit,
      phase: 'preparing',
      sites: order.undo?.sites.map((site) => site.at.site) ?? [],
      figures: [],
      needsOperator: false,
      story: [],
    };
    setHandler(statusQuery, () => this.current, { description: 'How this deployment stands' });
    setCurrentDetails(details(this.current));
  }

  get now(): DeploymentView {
    return this.current;
  }

  /** Changes what is shown. Search attributes cost an event, so they are written only when they change. */
  show(change: Partial<DeploymentView>): void {
    const before = this.current;
    this.current = { ...before, ...change };
    const now = this.current;
    if (now.phase !== before.phase || now.needsOperator !== before.needsOperator) {
      upsertSearchAttributes([
        { key: searchAttributes.phase, value: now.phase },
        { key: searchAttributes.needsOperator, value: now.needsOperator },
        ...(now.outcome ? [{ key: searchAttributes.outcome, value: now.outcome.kind }] : []),
      ]);
      this.outbox.show(statusLine(now));
    }
    setCurrentDetails(details(now));
  }

  /** Enters a phase; `until` is when it is due to end. */
  phase(phase: Phase, until?: string, outcome?: Outcome): void {
    this.times[phase] ??= Date.now();
    const since = phase !== this.current.phase && { since: new Date(Date.now()).toISOString() };
    this.show({ phase, until, ...since, ...(outcome && { outcome }) });
  }

  /** What this run undoes, where it does nothing else. */
  get undo(): Undo | undefined {
    return this.order.undo;
  }

  /** What is deployed, once it is known in full. */
  plan(plan: Plan): void {
    this.planned = plan;
    this.outbox.address(plan.notify);
    this.show({ change: plan.change, commit: plan.change.commit, sites: plan.sites.map((at) => at.site) });
  }

  /** The change as far as it is known: before the repository was read, what the merge said. */
  get change(): Change {
    const { commit, subject, author } = this.order.merge;
    return this.current.change ?? { commit, subject, ...(author && { author }), reviewers: [] };
  }

  /** Says something: in the thread, and in the story that the run itself tells. */
  tell(announcement: Saying): void {
    const said: Announcement = { ...announcement, service: this.order.service };
    this.outbox.tell(said);
    this.show({ story: bounded([...this.current.story, render(said, plain)]) });
  }
}

const mostSaid = 200;

/** Of a very long story its beginning and its end. */
function bounded(story: readonly string[]): readonly string[] {
  if (story.length <= mostSaid) return story;
  const half = mostSaid / 2;
  return [...story.slice(0, half), '…', ...story.slice(1 - half)];
}
