import { glob } from 'node:fs/promises';

/** The test files to run, sorted, relative to the root: of one folder of `test/`, or all. */
export async function selectFiles(root: string, room?: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(`test/${room ?? '**'}/**/*.test.ts`, { cwd: root })) {
    files.push(file);
  }
  return files.sort();
}

/** The rooms that have tests, by name. */
export async function listRooms(root: string): Promise<string[]> {
  const files = await selectFiles(root);
  return [...new Set(files.map(roomOf))].sort();
}

/** The folder of `test/` that a file is in. */
export function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}
