import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** A row of a matrix that is zero nearly everywhere: where it is not, and what stands there. */
export interface SparseRow {
  columns: Int32Array;
  values: Float64Array;
}

/** How many axes more are looked for than are wanted, and how often: the last ones are the least exact. */
const spare = 10;
const rounds = 4;
/** Axes along which less than this share of the first one's is found are noise of the arithmetic. */
const least = 1e-10;
/** So many rows are worked through before others have their turn. */
const rowsAtOnce = 500;

/**
 * The directions in which the rows lie most: the right singular vectors of the matrix, by randomized subspace iteration (Halko, Martinsson
 * and Tropp 2011). Pure, but that it lets others have their turn; the same rows give the same axes.
 * @param columns how many columns the rows have
 * @param wanted how many axes; those that do not exist are zero
 * @param alive called after each round; what it throws ends it
 * @returns columns × wanted, row by row, an axis a column
 */
export async function principalAxes(
  rows: readonly SparseRow[],
  columns: number,
  wanted: number,
  alive?: () => Promise<void>,
): Promise<Float64Array> {
  const width = wanted + spare;
  let axes: Float64Array = Float64Array.from(drawn(columns * width));
  for (let round = 0; round < rounds; round += 1) {
    const along = await orthonormal(await times(rows, axes, width), width);
    axes = await orthonormal(await transposedTimes(rows, along, { columns, width }), width);
    await alive?.();
  }
  const { values, vectors } = decompose(await gram(await times(rows, axes, width), width), width);
  const chosen = Float64Array.from({ length: width * wanted }, (_, place) => {
    const [row, axis] = [Math.floor(place / wanted), place % wanted];
    return (values[axis] ?? 0) > least * (values[0] ?? 0) ? vectors.get(row, axis) : 0;
  });
  return combine(axes, chosen, { width, wanted });
}

/** rows · matrix */
async function times(rows: readonly SparseRow[], matrix: Float64Array, width: number): Promise<Float64Array> {
  const product = new Float64Array(rows.length * width);
  await inTurns(rows.length, (index) => {
    const { columns, values } = rows[index] ?? empty;
    columns.forEach((column, entry) => {
      addTimes(product, matrix, { row: index, of: column, times: at(values, entry), width });
    });
  });
  return product;
}

/** rowsᵀ · matrix */
async function transposedTimes(
  rows: readonly SparseRow[],
  matrix: Float64Array,
  { columns: height, width }: { columns: number; width: number },
): Promise<Float64Array> {
  const product = new Float64Array(height * width);
  await inTurns(rows.length, (index) => {
    const { columns, values } = rows[index] ?? empty;
    columns.forEach((column, entry) => {
      addTimes(product, matrix, { row: column, of: index, times: at(values, entry), width });
    });
  });
  return product;
}

/** matrixᵀ · matrix */
async function gram(matrix: Float64Array, width: number): Promise<Float64Array> {
  const product = new Float64Array(width * width);
  await inTurns(matrix.length / width, (index) => {
    for (let one = 0; one < width; one += 1) {
      addTimes(product, matrix, { row: one, of: index, times: at(matrix, index * width + one), width });
    }
  });
  return product;
}

/** Eigenvalues of a symmetric matrix, the greatest first, and its eigenvectors as columns in the same order. */
function decompose(symmetric: Float64Array, width: number): { values: readonly number[]; vectors: Matrix } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(width, width, symmetric),
    { assumeSymmetric: true },
  );
  // The library gives the least first.
  return { values: realEigenvalues.reverse(), vectors: eigenvectorMatrix.flipRows() };
}

/** Columns that span the same, each of length 1 and at right angles to the others; zero where there are fewer. */
async function orthonormal(matrix: Float64Array, width: number): Promise<Float64Array> {
  const { values, vectors } = decompose(await gram(matrix, width), width);
  const scaled = Float64Array.from({ length: width * width }, (_, place) => {
    const [row, axis] = [Math.floor(place / width), place % width];
    const length = values[axis] ?? 0;
    return length > least * (values[0] ?? 0) ? vectors.get(row, axis) / Math.sqrt(length) : 0;
  });
  return combine(matrix, scaled, { width, wanted: width });
}

/** matrix · weights */
async function combine(
  matrix: Float64Array,
  weights: Float64Array,
  { width, wanted }: { width: number; wanted: number },
): Promise<Float64Array> {
  const height = matrix.length / width;
  const product = new Float64Array(height * wanted);
  await inTurns(height, (index) => {
    for (let one = 0; one < width; one += 1) {
      addTimes(product, weights, { row: index, of: one, times: at(matrix, index * width + one), width: wanted });
    }
  });
  return product;
}

/** Adds a row of one matrix, so many times, to a row of another one that is as wide. */
function addTimes(
  product: Float64Array,
  matrix: Float64Array,
  { row, of, times: many, width }: { row: number; of: number; times: number; width: number },
): void {
  for (let axis = 0; axis < width; axis += 1) {
    product[row * width + axis] = at(product, row * width + axis) + many * at(matrix, of * width + axis);
  }
}

async function inTurns(count: number, work: (index: number) => void): Promise<void> {
  for (let start = 0; start < count; start += rowsAtOnce) {
    for (let index = start; index < Math.min(start + rowsAtOnce, count); index += 1) {
      work(index);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Numbers between −1 and 1 that look drawn, the same each time (a linear congruential generator). */
function* drawn(count: number): Generator<number> {
  let state = 20_111;
  for (let index = 0; index < count; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 31 - 1;
  }
}

const empty: SparseRow = { columns: new Int32Array(), values: new Float64Array() };

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
