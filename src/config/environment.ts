import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the processes take from the environment. Each secret may also come from a file named by `<NAME>_FILE`. */
export interface Environment {
  readonly config: string;
  readonly logLevel: string;
  /** host:port at which the worker answers /metrics, /healthz and /readyz. Absent: nowhere. */
  readonly metricsAddress?: string;
  readonly cacheDir: string;
  readonly slackToken?: string;
  readonly slackApiUrl?: string;
  readonly agentToken?: string;
  /** Agents take it beside the new one, while it is being replaced. */
  readonly oldAgentToken?: string;
  /** The secret, and the old one while it is being replaced. */
  readonly webhookSecrets: readonly string[];
}

/** Reads the environment. Throws an error that names the variable that cannot be used. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const optional = <K extends string>(key: K, value: string | undefined) =>
    (value ? { [key]: value } : {}) as Partial<Record<K, string>>;
  const secrets = ['GITHUB_WEBHOOK_SECRET', 'GITHUB_WEBHOOK_SECRET_OLD'].map((name) => secret(env, name));
  return {
    config: env['MERGANSER_CONFIG'] ?? 'merganser.yaml',
    logLevel: logLevel(env['MERGANSER_LOG_LEVEL']),
    cacheDir:
      env['MERGANSER_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'merganser'),
    webhookSecrets: secrets.filter((value) => value !== undefined),
    ...optional('metricsAddress', env['MERGANSER_METRICS_ADDRESS']),
    ...optional('slackToken', secret(env, 'SLACK_BOT_TOKEN')),
    ...optional('slackApiUrl', env['SLACK_API_URL']),
    ...optional('agentToken', secret(env, 'MERGANSER_AGENT_TOKEN')),
    ...optional('oldAgentToken', secret(env, 'MERGANSER_AGENT_TOKEN_OLD')),
  };
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

function logLevel(found = 'info'): string {
  if (logLevels.includes(found)) return found;
  throw new Error(
    `MERGANSER_LOG_LEVEL is ${found}, which is no level: set it to one of ${logLevels.join(', ')}`,
  );
}

function secret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (env[name] || !file) return env[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (cause) {
    throw new Error(`${name}_FILE names ${file}, which cannot be read: check the path and its permissions`, {
      cause,
    });
  }
}
