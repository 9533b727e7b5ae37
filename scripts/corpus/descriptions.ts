import { bullets, type EntityStyle, escapeText, paragraph } from './markup.ts';
import type { RandomStream } from './random.ts';
import type { Writer } from './writer.ts';

/** Full descriptions are log-normal in length (characters of HTML), most of half to two thousand, a few near the limit. */
const MEDIAN_LENGTH = 950;
const SIGMA = 0.85;
const SHORTEST = 300;
/** With a little room for accents of two bytes below 20 kB. */
const LONGEST = 19_400;

export interface Description {
  html: string;
  firstParagraph: string;
}

/** Writes about a course: opening, body, themes as a list, then parts ("modules") until the drawn length is reached. */
export function writeDescription(writer: Writer, stream: RandomStream, style: EntityStyle): Description {
  const length = Math.min(LONGEST, Math.max(SHORTEST, stream.logNormal(MEDIAN_LENGTH, SIGMA)));
  const firstParagraph = paragraph([writer.sentence('opener'), writer.fact()], style);
  const blocks = [firstParagraph];
  let written = firstParagraph.length;
  const add = (block: string): void => {
    if (written + block.length <= LONGEST) {
      blocks.push(block);
      written += block.length;
    }
  };
  if (length > 700) {
    add(paragraph([writer.sentence('body'), writer.sentence('body'), writer.fact()], style));
  }
  if (length > 1000 && stream.chance(0.7)) {
    const themes = Array.from({ length: stream.whole(3, 5) }, () => writer.theme());
    add(paragraph([writer.sentence('list')], style) + bullets(themes, style));
  }
  for (let part = 1; written < length - 200; part++) {
    const sentences = length > 4000 ? writer.sentences('module', 3) : writer.sentences('body', stream.whole(2, 4));
    const heading = length > 4000 ? `<h3>${String(part)}. ${escapeText(writer.theme(), style)}</h3>` : '';
    const block = heading + paragraph(sentences, style);
    if (written + block.length > LONGEST) {
      break;
    }
    add(block);
  }
  add(paragraph([writer.sentence('closer')], style));
  return { html: blocks.join(''), firstParagraph };
}
