import { InFlight } from './proxy/in-flight.js';
import type { Flights } from './heir.js';

/** Requests in flight that another gateway has, which tells of them. */
export class Elsewhere {
  readonly #flights = new Map<string, InFlight>();

  constructor(private readonly changed: (instance: string, by: 1 | -1) => void) {}

  add(instance: string, by: number): void {
    const flight = this.#flights.get(instance) ?? new InFlight((one) => this.changed(instance, one));
    this.#flights.set(instance, flight);
    for (let i = 0; i < Math.abs(by); i++) {
      if (by > 0) flight.enter();
      else flight.leave();
    }
    if (flight.count === 0) this.#flights.delete(instance);
  }

  /** It has ended, and all that it had with it. */
  clear(): void {
    for (const [instance, count] of this.flights()) this.add(instance, -count);
  }

  flights(): Flights {
    return [...this.#flights].map(([instance, { count }]) => [instance, count]);
  }

  async idle(instance: string): Promise<void> {
    await this.#flights.get(instance)?.idle();
  }
}
