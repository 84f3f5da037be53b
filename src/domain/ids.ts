import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Six hex digits of SHA-256 over the fact a deployment stands for, so that the same fact always has the same id. */
export function deploymentId(repository: string, service: string, commit: string, attempt: number): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([repository, service, commit, attempt])))).slice(0, 6);
}

export const serviceWorkflowId = (service: string) => `service.${service}`;
export const deploymentWorkflowId = (service: string) => `deployment.${service}`;

/** The task queue, workflow types and search attributes are public surface: see docs/architecture.md. */
export const taskQueue = 'merganser';

/** A commit as people write it: 6 digits. */
export const short = (commit: string) => commit.slice(0, 6);
