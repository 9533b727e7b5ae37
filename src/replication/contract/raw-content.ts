/** The kinds of content the service knows, as upstream spells them. */
export const contentTypes = ['course', 'courserun', 'program', 'learnerpathway'] as const;

export type ContentType = (typeof contentTypes)[number];

/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An upstream document that keeps the contract (read-raw.ts). Every member but `content_type` is still to be read with care. */
export interface RawContent extends JsonObject {
  readonly content_type: ContentType;
}
