import { RefusedError, type Fault } from '../../kernel/errors.ts';
import type { NewAcademy } from '../port.ts';

/** @param missing the catalogs that are not there @throws RefusedError with every fault of an academy */
export function assertAcademy(academy: NewAcademy, missing: ReadonlySet<string>): void {
  const faults = [
    ...academy.catalogUuids.flatMap((uuid, at) =>
      missing.has(uuid.toLowerCase())
        ? [fault(`/enterprise_catalogs/${String(at)}`, 'unknown_catalog', `there is no catalog with the uuid ${uuid}`)]
        : [],
    ),
    ...tagFaults(academy),
  ];
  if (faults.length > 0) {
    throw new RefusedError(`no academy: ${faults.map(({ detail }) => detail).join('; ')}`, { faults });
  }
}

function tagFaults({ tags }: NewAcademy): Fault[] {
  return tags.flatMap(({ title, contentKeys = [] }, at) => {
    const pointer = `/tags/${String(at)}`;
    return [
      ...(tags.findIndex((tag) => tag.title === title) === at
        ? []
        : [fault(pointer, 'given_twice', `the tag ${title} is given twice`)]),
      ...(title.isWellFormed() ? [] : [noText(`${pointer}/title`)]),
      ...contentKeys.flatMap((key, place) =>
        key.isWellFormed() ? [] : [noText(`${pointer}/content_keys/${String(place)}`)],
      ),
    ];
  });
}

/** UTF-8 has no half of a pair: the database would have another text, of which there may be one already. */
function noText(pointer: string): Fault {
  return fault(pointer, 'no_text', 'half a surrogate pair is no text');
}

function fault(pointer: string, code: string, detail: string): Fault {
  return { pointer, code, detail };
}
