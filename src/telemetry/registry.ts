import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { version } from '../version.js';

/** Metrics of a process of ours, with those that every process of ours has: its build, and what it uses of the machine. */
export function newRegistry(process: 'worker' | 'starter'): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'merganser_build_info',
    help: 'The running version of Merganser.',
    labelNames: ['process', 'version'],
    registers: [registry],
  }).set({ process, version }, 1);
  return registry;
}
