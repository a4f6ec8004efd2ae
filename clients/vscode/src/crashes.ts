// SPDX-License-Identifier: MIT
// A server that ended by itself is started again, but not for ever.

const LIMIT = 4; // restarts
const WITHIN_MS = 180_000;

export class Crashes {
  private readonly times: number[] = [];

  /** Notes one; whether the server is to be started again. */
  mayRestart(now: number): boolean {
    this.times.push(now);
    return this.times.filter((time) => now - time < WITHIN_MS).length <= LIMIT;
  }
}
