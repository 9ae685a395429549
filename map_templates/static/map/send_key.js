/** The key under which a write is sent: the same until it is answered, so that a second try writes nothing twice. */

export class SendKey {
  #sent = null;

  of(body) {
    const text = JSON.stringify(body);
    if (this.#sent?.text !== text) this.#sent = { text, key: randomKey() };
    return this.#sent.key;
  }

  /** It was answered: the next one, were it the same, is another write. */
  done() {
    this.#sent = null;
  }
}

export const randomKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
