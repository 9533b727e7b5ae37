/** A body that is JSON already: what is put together from parts that were written before. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
