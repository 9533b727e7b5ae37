import type { AcademyText, NewAcademy } from '../../inclusion/port.ts';
import type { AcademyBodyParameters, AcademyTextParameters } from '../schemas/academy.ts';

/** What is left out of an academy is empty: it is written as a whole. What is left out of a tag stays as it is. */
export function newAcademy(body: AcademyBodyParameters): NewAcademy {
  const { translations, image = null, enterprise_catalogs: catalogUuids = [], tags = [] } = body;
  return {
    text: textOf(body),
    spanish: translations?.es === undefined ? null : textOf(translations.es),
    image,
    catalogUuids,
    tags: tags.map(({ title, description, content_keys: contentKeys }) => ({
      title,
      ...(description === undefined ? {} : { description }),
      ...(contentKeys === undefined ? {} : { contentKeys }),
    })),
  };
}

function textOf({ title, short_description = '', long_description = '' }: AcademyTextParameters): AcademyText {
  return { title, shortDescription: short_description, longDescription: long_description };
}
