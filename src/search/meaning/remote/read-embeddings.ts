import { EmbeddingFault } from './embedding-fault.ts';

/**
 * The vectors in a provider's answer, `{ data: [{ index, embedding }, …] }`, in the order of the texts and of length 1. Pure. A vector that is
 * missing, of another length, zero, or has something in it that is no finite number makes the whole answer unusable: a place that is wrong
 * would be found by searches for ever.
 * @param of.texts how many were asked for
 * @throws EmbeddingFault `malformed`
 */
export function readEmbeddings(answer: unknown, of: { texts: number; dimension: number }): number[][] {
  const data = membersOf(answer)['data'];
  if (!Array.isArray(data) || data.length !== of.texts) {
    throw malformed(`gave ${Array.isArray(data) ? String(data.length) : 'no'} vectors for ${String(of.texts)} texts`);
  }
  const vectors: (number[] | undefined)[] = Array.from({ length: of.texts }, () => undefined);
  for (const entry of data as readonly unknown[]) {
    const { index, embedding } = membersOf(entry);
    if (typeof index !== 'number' || !(index in vectors) || vectors[index] !== undefined) {
      throw malformed(`gave a vector for no text, or two for one (index ${JSON.stringify(index)})`);
    }
    vectors[index] = readVector(embedding, of.dimension);
  }
  return vectors.filter((vector) => vector !== undefined);
}

function readVector(embedding: unknown, dimension: number): number[] {
  if (!Array.isArray(embedding) || embedding.length !== dimension) {
    const length = Array.isArray(embedding) ? String(embedding.length) : 'no';
    throw malformed(`gave ${length} numbers in place of ${String(dimension)} (EMBEDDING_DIMENSION)`);
  }
  const values: readonly unknown[] = embedding;
  const numbers = values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
  const length = Math.hypot(...numbers);
  // Too small or too large to be scaled counts as zero: the engine refuses the one, and the other has no direction.
  if (numbers.length !== dimension || !Number.isFinite(length) || length < Number.MIN_VALUE / Number.EPSILON) {
    throw malformed('gave a vector that has no direction, or something in it that is no number');
  }
  return numbers.map((value) => value / length);
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function malformed(what: string): EmbeddingFault {
  return new EmbeddingFault('malformed', `the embedding provider ${what}`);
}
