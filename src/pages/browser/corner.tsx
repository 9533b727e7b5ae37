import type { JSX } from 'react';
import type { Me } from './answers.ts';
import { useAnswer } from './context.ts';
import { callerInWords } from './words.ts';

/** Who is signed in, and the way out. */
export function Corner({ signOut }: { signOut: () => void }): JSX.Element {
  const { outcome } = useAnswer<Me>('/api/v1/me');
  const caller = outcome?.state === 'answered' ? callerInWords(outcome.body) : undefined;
  return (
    <div className="corner">
      <p className="caller">
        {caller !== undefined && (
          <>
            <strong>{caller.name}</strong> <span className="soft">{caller.reach}</span>
          </>
        )}
      </p>
      <button type="button" className="button" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
}
