import { toSearchFields } from '../normalize/search-fields.ts';
import type { Projection } from '../projection/project.ts';
import type { ContentRow } from './content-row.mysql.ts';
import type { ItemForm } from './item-form.ts';
import { isRestrictedForm, type KeptForm } from './kept-form.ts';
import type { Body } from './read-bodies.mysql.ts';
import type { FormGate } from './write-content.mysql.ts';

/** An item that is there and decided, as it is stored. */
export type StoredForm = Pick<ContentRow, 'uuid' | 'type' | 'document_hash'> & Pick<Body, 'normalized' | 'projection'>;

/**
 * What stops a new form of a decided item (docs/decisions/0051). One revision stands for one projection, so another projection is a new one. Of an
 * item with restricted runs, or with parts, more is looked at than its projection: there any other form is one. Pure.
 */
export function stopsForm(before: StoredForm, { write, search, restricted }: ItemForm): FormGate {
  if (before.document_hash.equals(write.documentHash)) {
    return 'form';
  }
  // Texts are compared before they are parsed: upstream says when it changed an item, so nearly every other document is seen otherwise.
  const isSeenAsBefore =
    before.projection === write.projection && before.uuid === write.uuid && before.type === write.type;
  if (!isSeenAsBefore || restricted || write.partKeys.length > 0) {
    return 'none';
  }
  const kept = JSON.parse(before.normalized) as KeptForm;
  // Nothing that filters look at need tell that a run has another course, but what its course is found by does.
  if (kept.parent_key !== write.parentKey) {
    return 'none';
  }
  const hadParts = kept.course_keys.length + kept.program_keys.length > 0;
  if (hadParts || isRestrictedForm(JSON.parse(before.projection) as Projection, kept)) {
    return 'none';
  }
  return JSON.stringify(toSearchFields(kept, kept.listing)) === JSON.stringify(search) ? 'document' : 'projection';
}
