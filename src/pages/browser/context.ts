import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Place } from './address.ts';
import type { Outcome } from './ask.ts';
import type { Navigation } from './navigation.ts';
import type { Visit } from './visit.ts';

const none = (): never => {
  throw new Error('there is no page around this part of it');
};

export const NavigationContext = createContext<Navigation | undefined>(undefined);
export const VisitContext = createContext<Visit | undefined>(undefined);

export function useNavigation(): Navigation {
  return useContext(NavigationContext) ?? none();
}

/** Who is signed in. */
export function useVisit(): Visit {
  return useContext(VisitContext) ?? none();
}

/** Where one is now. */
export function usePlace(): Place {
  const navigation = useNavigation();
  return useSyncExternalStore(navigation.subscribe, () => navigation.place);
}

/** Whether a condition on the screen holds now, such as its width. */
export function useMedia(query: string): boolean {
  const [list] = useState(() => matchMedia(query));
  return useSyncExternalStore(
    (listener) => {
      list.addEventListener('change', listener);
      return () => {
        list.removeEventListener('change', listener);
      };
    },
    () => list.matches,
  );
}

/** A question that may be asked again. */
export interface Asked<Body> {
  /** The last answer; of the question before until the next one is answered. Undefined before there is any. */
  outcome: Outcome<Body> | undefined;
  /** The question that it answers. */
  path: string | undefined;
  retry: () => void;
}

/**
 * Asks the API whatever the page needs to know now. A new question breaks off the one before, whose answer is never seen.
 * @param path undefined: nothing is asked
 */
export function useAnswer<Body>(path: string | undefined): Asked<Body> {
  const visit = useVisit();
  const [answer, setAnswer] = useState<{ path: string; outcome: Outcome<Body> }>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (path === undefined) {
      return;
    }
    const breaking = new AbortController();
    const { signal } = breaking;
    visit.ask<Body>(path, { signal }).then(
      (outcome) => {
        if (!signal.aborted) {
          setAnswer({ path, outcome });
        }
      },
      (error: unknown) => {
        if (!signal.aborted) {
          throw error;
        }
      },
    );
    return () => {
      breaking.abort();
    };
  }, [visit, path, attempt]);
  return {
    outcome: answer?.outcome,
    path: answer?.path,
    retry: () => {
      setAttempt(attempt + 1);
    },
  };
}
