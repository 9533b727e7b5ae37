/**
 * Exponential, logarithm and power made of the four basic operations only. ECMAScript leaves the last digits of
 * Math.exp, Math.log and Math.pow to the implementation; IEEE 754 fixes + - * / everywhere, so with these the same
 * seed gives the same corpus on every machine. Accurate to about 1e-12 over the range used here.
 */
const LN_2 = 0.6931471805599453;

/** e to the power of x, for |x| up to about 100. */
export function exp(x: number): number {
  // Taylor around zero after halving ten times, then ten squarings.
  const small = x / 1024;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 10; n++) {
    term = (term * small) / n;
    sum += term;
  }
  for (let n = 0; n < 10; n++) {
    sum *= sum;
  }
  return sum;
}

/** Natural logarithm of x > 0. */
export function ln(x: number): number {
  if (!(x > 0)) {
    throw new RangeError(`logarithm of ${String(x)}`);
  }
  let mantissa = x;
  let exponent = 0;
  while (mantissa > 1.5) {
    mantissa /= 2;
    exponent += 1;
  }
  while (mantissa < 0.75) {
    mantissa *= 2;
    exponent -= 1;
  }
  // ln(m) = 2 artanh((m-1)/(m+1)), and |(m-1)/(m+1)| <= 1/5 here.
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let power = ratio;
  let sum = 0;
  for (let n = 1; n <= 19; n += 2) {
    sum += power / n;
    power *= square;
  }
  return 2 * sum + exponent * LN_2;
}

/** base to the power of exponent, base > 0. */
export function pow(base: number, exponent: number): number {
  return exp(exponent * ln(base));
}
