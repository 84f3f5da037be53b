import { askJson } from './ask.js';

/** Where a site's agent is asked, and where its service answers. */
export interface SiteAddress {
  readonly site: string;
  readonly agentUrl: string;
  readonly serviceUrl: string;
}

interface AgentState {
  readonly progress: string;
  readonly stable?: { readonly commit: string };
  readonly canary?: { readonly commit: string };
  readonly instances: readonly { readonly commit: string; readonly healthy: boolean }[];
}

/** What runs at a site. A version is a whole commit. */
export interface SiteState {
  readonly site: string;
  /** What its healthy instances run and its address answers from, when that is one version only; else why not. */
  readonly version: string;
  /** A canary that is in place, beside the stable version. */
  readonly canary?: string;
}

/** Reads what runs at a site: what the agent says, held against what the service's own address answers. */
export async function readSite(at: SiteAddress, service: string): Promise<SiteState> {
  const state = await askJson<AgentState>(`${at.agentUrl}/v1/services/${service}`);
  const settled = state.progress === 'settled';
  return {
    site: at.site,
    version: settled ? await only(state, at) : state.progress,
    ...(settled && state.canary && { canary: state.canary.commit }),
  };
}

async function only({ stable, canary, instances }: AgentState, at: SiteAddress): Promise<string> {
  if (!stable) return 'nothing';
  if (canary) return `${stable.commit} beside ${canary.commit}`;
  const commits = new Set(instances.filter((instance) => instance.healthy).map((i) => i.commit));
  if (commits.size !== 1 || !commits.has(stable.commit)) return `${[...commits].join(' and ') || 'nothing'}`;
  const answering = await answeringVersion(at);
  return stable.commit.startsWith(answering) ? stable.commit : `${answering} behind ${stable.commit}`;
}

async function answeringVersion({ serviceUrl }: SiteAddress): Promise<string> {
  const response = await fetch(serviceUrl, { signal: AbortSignal.timeout(5_000) });
  await response.arrayBuffer();
  return response.headers.get('x-merganser-version') ?? 'nobody';
}

/** What all sites run, by site. A site that cannot be read says so in place of its version. */
export async function readVersions(
  sites: readonly SiteAddress[],
  service: string,
): Promise<Readonly<Record<string, string>>> {
  const versions = sites.map(async (at): Promise<[string, string]> => {
    try {
      return [at.site, (await readSite(at, service)).version];
    } catch (error) {
      return [at.site, `not known: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return Object.fromEntries(await Promise.all(versions));
}
