import { BadRequestError } from '../../kernel/errors.ts';

/** Goes through a filter's text once, from left to right, so that the time it takes grows with the text and no faster. */
export class Scanner {
  readonly text: string;
  readonly #name: string;
  #at = 0;

  /** @param name the parameter's, for messages */
  constructor(text: string, name: string) {
    this.text = text;
    this.#name = name;
  }

  get at(): number {
    return this.#at;
  }

  isAtEnd(): boolean {
    return this.#at === this.text.length;
  }

  /** What matches here, which is passed over; undefined where nothing does. @param pattern sticky */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) {
      return undefined;
    }
    this.#at = pattern.lastIndex;
    return match;
  }

  /** Whether the pattern matches here. @param pattern sticky */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.text);
  }

  passBlanks(): void {
    this.take(/\s*/y);
  }

  /**
   * A text in double or single quotes, without them; a backslash before such a quote or another backslash makes it a plain
   * character. Undefined when no quote stands here.
   * @throws BadRequestError when it has no end
   */
  takeQuoted(): string | undefined {
    const quote = this.text[this.#at];
    if (quote !== '"' && quote !== "'") {
      return undefined;
    }
    let value = '';
    let copied = this.#at + 1;
    for (let index = copied; index < this.text.length; index += 1) {
      const character = this.text[index];
      const next = this.text[index + 1];
      if (character === quote) {
        this.#at = index + 1;
        return value + this.text.slice(copied, index);
      }
      if (character === '\\' && (next === quote || next === '\\')) {
        value += this.text.slice(copied, index) + next;
        index += 1;
        copied = index + 1;
      }
    }
    throw this.fault(`the quote ${quote} has no end`);
  }

  /** That something is wrong here. */
  fault(what: string): BadRequestError {
    const rest = this.text.slice(this.#at, this.#at + 20);
    const where = this.isAtEnd()
      ? 'at the end'
      : `at character ${String(this.#at + 1)}, before ${JSON.stringify(rest)}`;
    return new BadRequestError(`${this.#name}: ${what}, ${where}`);
  }
}
