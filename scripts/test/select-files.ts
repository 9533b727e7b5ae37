import { glob } from 'node:fs/promises';

/** Which tests were asked for. */
export interface Selection {
  /** A folder of `test/`; all when `undefined`. */
  readonly room: string | undefined;
  /** Also the long ones of `test/deep`. */
  readonly deep: boolean;
}

/** The test files to run, sorted, relative to the root. */
export async function selectFiles(root: string, { room, deep }: Selection): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(`test/${room ?? '**'}/**/*.test.ts`, { cwd: root })) {
    if (deep || room === 'deep' || roomOf(file) !== 'deep') {
      files.push(file);
    }
  }
  return files.sort();
}

/** The rooms that have tests, by name. */
export async function listRooms(root: string): Promise<string[]> {
  const files = await selectFiles(root, { room: undefined, deep: true });
  return [...new Set(files.map(roomOf))].sort();
}

function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}
