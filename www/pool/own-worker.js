// A worker of one's own: started at the first question, ended with the part of the page that it is for.
// Knows no DOM.

import { Crash } from '../shared/rpc.js';

/** @template {{ terminate: () => void }} C */
export class OwnWorker {
  #start;
  /** @type {C | null} */
  #client = null;
  #closed = false;

  /** @param {() => C} start */
  constructor(start) {
    this.#start = start;
  }

  /** @template T @param {(client: C) => Promise<T>} ask */
  async ask(ask) {
    if (this.#closed) throw new Error('The worker was stopped.');
    const client = (this.#client ??= this.#start());
    try {
      return await ask(client);
    } catch (error) {
      // A worker that died is replaced at the next question.
      if (error instanceof Crash) this.#client = null;
      throw error;
    }
  }

  close() {
    this.#closed = true;
    this.#client?.terminate();
  }
}
