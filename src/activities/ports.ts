import type { Registration, ServiceSettings } from '../config/settings.js';
import type { Merge } from '../domain/change.js';
import type { Outcome } from '../domain/deployment.js';
import type { Evidence } from '../domain/judge/evidence.js';
import type { Order, Undo } from '../domain/order.js';
import type { FailingWorkflow, Orphan } from '../domain/patrol.js';
import type { Queue } from '../domain/queue.js';
import type { SiteService } from '../domain/release.js';
import type { DeployTarget } from '../deploy-targets/target.js';
import type { MetricProvider } from '../metric-providers/provider.js';
import type { Destination, Notifier } from '../notifiers/notifier.js';
import type { SourceHost } from '../source-hosts/source-host.js';

/** The configuration, as activities need it. Its errors say what is wrong and where. */
export interface Configuration {
  readonly owner: string;
  /** Where a service's messages go when its own settings cannot be read. */
  readonly notify: Destination;
  /** Whether the service's settings stand in its own repository. */
  hasOwnHome(service: string): boolean;
  readonly sites: readonly { readonly name: string; readonly target: SiteService['target'] }[];
  readonly registrations: readonly Registration[];
  resolve(service: string, repositoryFile?: { text: string; file: string }): ServiceSettings;
}

/** What the server knows of a service's latest deployment. */
export interface DescribedDeployment {
  /** What it was asked to do. */
  readonly order: Order;
  readonly runId?: string;
  /** `running`, or how it was closed, in Temporal's words. */
  readonly state: string;
  /** Present once it had begun to write. */
  readonly undo?: Undo;
  /** Present when it ended by itself. */
  readonly outcome?: Outcome;
}

/** Deployments, as the server sees them. */
export interface Deployments {
  /** The run with this id, or the newest. */
  describe(service: string, runId?: string): Promise<DescribedDeployment | undefined>;
}

/** The workflows of services, as the server sees them. */
export interface Services {
  /** What a service remembers; undefined for one that was never told anything. */
  queue(service: string): Promise<Queue | undefined>;
  merged(service: string, merge: Merge): Promise<void>;
  orphan(service: string, orphan: Orphan): Promise<void>;
}

/** All workflows of ours, as the server sees them. */
export interface Workflows {
  /** Those whose code has failed three times in a row, and more. */
  failing(): Promise<readonly FailingWorkflow[]>;
}

/** Where activities leave what is counted of them. */
export interface Measure {
  /** What a poll said of a site: the worst evidence of its streams. */
  polled(service: string, site: string, evidence: Evidence): void;
}

/** Everything outside that activities talk to. Adapters by the `type` in the configuration. */
export interface Ports {
  readonly configuration: Configuration;
  readonly targets: Readonly<Record<string, DeployTarget>>;
  readonly metrics: Readonly<Record<string, MetricProvider>>;
  readonly notifiers: Readonly<Record<string, Notifier>>;
  readonly sourceHost: SourceHost;
  readonly deployments: Deployments;
  readonly measure: Measure;
  readonly services: Services;
  readonly workflows: Workflows;
}
