// How fast an answer comes, as seen from here.

export class Meter {
  #begun = performance.now();
  #first = 0;
  #last = 0;
  #pieces = 0;
  #tokens = 0;

  /** Notes a piece of the answer; Ollama sends one for each token. */
  piece() {
    this.#last = performance.now();
    this.#first ||= this.#last;
    this.#pieces++;
  }

  /** Notes the true number of tokens. */
  total(tokens) {
    this.#tokens = tokens;
  }

  /** Returns what there is to say so far. */
  facts() {
    if (this.#pieces === 0) return [];
    const tokens = this.#tokens || this.#pieces;
    const seconds = (this.#last - this.#first) / 1000;
    const wait = (this.#first - this.#begun) / 1000;
    // The first token does not count: it took the reading of the question as well.
    const speed = tokens > 1 && seconds > 0 ? [`${((tokens - 1) / seconds).toFixed(1)} tokens/s`] : [];
    return [...speed, `first token after ${wait.toFixed(2)} s`, tokens === 1 ? '1 token' : `${tokens} tokens`];
  }
}
