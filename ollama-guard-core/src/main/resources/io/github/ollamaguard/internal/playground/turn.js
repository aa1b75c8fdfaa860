// One question with its answer, on the page.

import { prose } from './prose.js';

export class Turn {
  #text = '';
  #facts = [];

  constructor(question) {
    this.element = document.getElementById('turn').content.firstElementChild.cloneNode(true);
    this.requestId = '';
    this.#part('asked').textContent = question;
  }

  /** The answer so far. */
  get text() {
    return this.#text;
  }

  speak(text) {
    if (text === '') return;
    this.#text += text;
    this.#part('text').replaceChildren(...prose(this.#text));
  }

  think(text) {
    this.#part('thought').append(text);
    this.#part('thinking').hidden = !this.#part('thought').textContent;
  }

  /** Shows what is known about the answer. */
  tell(facts) {
    this.#facts = facts;
    const items = [...facts, this.requestId].filter(Boolean).map((fact) => {
      const item = document.createElement('li');
      item.textContent = fact;
      return item;
    });
    this.#part('facts').replaceChildren(...items);
  }

  stopped() {
    this.tell(['stopped', ...this.#facts]);
  }

  /** Shows why there is no answer, or no more of it. */
  refused({ message, details = [], requestId }) {
    this.requestId = requestId ?? this.requestId;
    this.#part('refusal').hidden = false;
    this.#part('refusal').textContent = message;
    this.tell([...details, ...this.#facts]);
  }

  #part(name) {
    return this.element.querySelector(`.${name}`);
  }
}
