/** Types of programs that learners know under another name than upstream's. */
const names: ReadonlyMap<string, string> = new Map([
  ['MicroMasters', 'MicroMasters® Program'],
  ['Masters', "Master's Degree Program"],
]);

/** What learners call a program of this type: upstream's own word where there is no other. */
export function programName(type: string): string {
  return names.get(type) ?? type;
}
