/**
 * Named points of the consistency protocol. Production passes `noSteps`; a test passes a function that waits, throws or
 * kills the process, and so drives two writers into every interleaving.
 */
export type StepName =
  | 'item:claimed'
  | 'item:before-document'
  | 'item:document-written'
  | 'item:members-read'
  | 'item:filters-read'
  | 'item:percolated'
  | 'item:evaluated'
  | 'item:rows-locked'
  | 'item:difference-written'
  | 'item:committed'
  | 'query:claimed'
  | 'query:announced'
  | 'query:registered'
  | 'query:registration-recorded'
  | 'query:content-visible'
  | 'query:matched'
  | 'query:searched'
  | 'query:rows-locked'
  | 'query:difference-written'
  | 'query:chunk-committed'
  | 'query:committed'
  | 'inherit:marks-taken'
  | 'inherit:difference-written'
  | 'inherit:committed'
  | 'rebuild:made'
  | 'rebuild:targets-changed'
  | 'rebuild:page-copied'
  | 'rebuild:visible'
  | 'rebuild:compared'
  | 'rebuild:swapping'
  | 'rebuild:alias-moved'
  | 'rebuild:swapped'
  | 'rebuild:settled';

export type Step = (name: StepName) => Promise<void>;

export const noSteps: Step = () => Promise.resolve();
