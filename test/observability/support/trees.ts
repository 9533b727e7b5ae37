import type { ReceivedSpan } from './collector.ts';

/** The spans under one, its own included, by following parents. */
export function under(spans: readonly ReceivedSpan[], root: ReceivedSpan): ReceivedSpan[] {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
  return [root, ...children.flatMap((child) => under(spans, child))];
}

/** Names of the spans from one up to the first of its trace that was received. */
export function namesUpwards(spans: readonly ReceivedSpan[], from: ReceivedSpan): string[] {
  const parent = spans.find(({ spanId }) => spanId === from.parentSpanId);
  return [from.name, ...(parent === undefined ? [] : namesUpwards(spans, parent))];
}

/** Whether the span that a request begins with has come; it ends last. */
export function hasRequest(spans: readonly ReceivedSpan[]): boolean {
  return spans.some(({ kind }) => kind === 2);
}

/** Whether a span tells of a statement that begins so, alone or with others in its message. */
export function tellsOf(statement: string): (span: ReceivedSpan) => boolean {
  return ({ attributes: { 'db.query.text': texts } }) =>
    typeof texts === 'string' && texts.split('; ').some((text) => text.startsWith(statement));
}
