// A question that is asked again and again, of which only the newest answer matters.

/**
 * @template Question, Answer
 */
export class LatestRequest {
  #ask;
  #take;
  #busy = false;
  /** The newest question that waits. @type {{ question: Question } | null} */
  #waiting = null;

  /**
   * @param {(question: Question) => Promise<Answer>} ask
   * @param {(answer: Answer, question: Question) => void} take
   * @param {(error: unknown) => void} fail
   */
  constructor(ask, take, fail) {
    this.#ask = ask;
    this.#take = take;
    this.#fail = fail;
  }

  #fail;

  /** Asks as soon as the question before is answered, unless a newer one comes first. @param {Question} question */
  async request(question) {
    this.#waiting = { question };
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#waiting) {
        const { question: next } = this.#waiting;
        this.#waiting = null;
        this.#take(await this.#ask(next), next);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  get busy() {
    return this.#busy;
  }
}
