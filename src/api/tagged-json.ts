import { hash } from 'node:crypto';

/** JSON as it is sent, with the `ETag` of its bytes. */
export class TaggedJson {
  /** Made once: for the tag, the length and the socket. */
  readonly bytes: Buffer;
  readonly etag: string;

  constructor(json: string) {
    this.bytes = Buffer.from(json);
    this.etag = `"${hash('sha1', this.bytes, 'base64url')}"`;
  }
}
