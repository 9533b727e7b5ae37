/** Numbers as four bytes each, the lowest byte first. */
export function bytesOf(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (let index = 0; index < values.length; index += 1) {
    bytes.writeFloatLE(values[index] ?? 0, 4 * index);
  }
  return bytes;
}

/** The other way round. */
export function floatsOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
}
