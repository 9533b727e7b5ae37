import { readFileSync } from 'node:fs';

/**
 * Sentences and title patterns of one language. Slots: `{topic}`, `{focus}`, `{focus2}`, `{skill}`, `{setting}`,
 * `{career}`, `{org}`, `{hours}`; with a capital letter (`{Focus}`, `{Place}`, …) as they stand in a title.
 */
export interface Phrases {
  /** The lines of a section; throws when there is no such section. */
  section(name: string): readonly string[];
}

/** The phrases of `phrases/<language>.txt`. */
export function readPhrases(language: 'en' | 'es'): Phrases {
  return parsePhrases(readFileSync(new URL(`./phrases/${language}.txt`, import.meta.url), 'utf8'));
}

/** `[section]` lines with one phrase a line below; `#` begins a comment. */
function parsePhrases(text: string): Phrases {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      current = [];
      sections.set(heading, current);
    } else if (line !== '' && !line.startsWith('#')) {
      current.push(line);
    }
  }
  return {
    section(name) {
      const lines = sections.get(name);
      if (lines === undefined || lines.length === 0) {
        throw new Error(`no phrases in section [${name}]`);
      }
      return lines;
    },
  };
}
