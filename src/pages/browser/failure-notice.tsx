import type { JSX } from 'react';
import type { Failure } from './ask.ts';
import { failureInWords } from './words.ts';

/** Tells a failure, aloud too, and offers another try where it may help. */
export function FailureNotice({ failure, retry }: { failure: Failure; retry: () => void }): JSX.Element {
  const { title, advice } = failureInWords(failure);
  const mayHelp = failure.kind !== 'missing' && failure.kind !== 'refused';
  return (
    <div className="notice notice-bad" role="alert">
      <p className="notice-title">{title}</p>
      <p>{advice}</p>
      {mayHelp && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
