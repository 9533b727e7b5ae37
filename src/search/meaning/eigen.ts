/** Off the diagonal less than this is nothing. */
const nothing = 1e-12;
const mostSweeps = 20;

/**
 * Eigenvalues, the greatest first, and eigenvectors of a symmetric matrix, by Jacobi's rotations. Some n³ steps a sweep, ten sweeps or so.
 * @param matrix n × n, row by row; is used up
 * @returns vectors n × n, a column for each value
 */
export function eigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const turned = Float64Array.from(matrix, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  const scale = matrix.reduce((sum, one) => sum + one * one, 0);
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    let left = 0;
    for (let p = 0; p < n; p += 1) {
      for (let q = p + 1; q < n; q += 1) {
        const off = at(matrix, p * n + q);
        left += off * off;
        if (off * off > nothing * nothing * scale) {
          rotate(matrix, turned, { n, p, q });
        }
      }
    }
    if (left <= nothing * scale) {
      break;
    }
  }
  const order = Array.from({ length: n }, (_, index) => index).sort(
    (one, other) => at(matrix, other * (n + 1)) - at(matrix, one * (n + 1)),
  );
  return {
    values: Float64Array.from(order, (index) => at(matrix, index * (n + 1))),
    vectors: Float64Array.from(turned, (_, place) => at(turned, Math.floor(place / n) * n + (order[place % n] ?? 0))),
  };
}

/** Makes the element at (p, q) zero. */
function rotate(matrix: Float64Array, turned: Float64Array, { n, p, q }: { n: number; p: number; q: number }): void {
  const theta = (at(matrix, q * (n + 1)) - at(matrix, p * (n + 1))) / (2 * at(matrix, p * n + q));
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let index = 0; index < n; index += 1) {
    turn(matrix, index * n + p, index * n + q, cosine, sine);
    turn(turned, index * n + p, index * n + q, cosine, sine);
  }
  for (let index = 0; index < n; index += 1) {
    turn(matrix, p * n + index, q * n + index, cosine, sine);
  }
}

function turn(values: Float64Array, one: number, other: number, cosine: number, sine: number): void {
  const [x, y] = [at(values, one), at(values, other)];
  values[one] = cosine * x - sine * y;
  values[other] = sine * x + cosine * y;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
