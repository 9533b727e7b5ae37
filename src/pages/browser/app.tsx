import { useEffect, useState, type JSX } from 'react';
import { VisitContext, useNavigation, usePlace } from './context.ts';
import { Corner } from './corner.tsx';
import { CoursePage } from './course-page.tsx';
import { SearchPage } from './search-page.tsx';
import { forgetToken, keepToken, readToken } from './session.ts';
import { SignIn } from './sign-in.tsx';
import { Visit } from './visit.ts';
import { failureInWords } from './words.ts';

/** The whole: who is signed in, where one is, and what is shown. @param index the name of the search index */
export function App({ index }: { index: string }): JSX.Element {
  const navigation = useNavigation();
  const place = usePlace();
  const [fault, setFault] = useState<string>();
  const begin = (token: string): Visit =>
    new Visit({
      token,
      ended: (failure) => {
        const { title, advice } = failureInWords(failure);
        leave(`${title}. ${advice}`);
      },
    });
  const [visit, setVisit] = useState(() => {
    const token = readToken();
    return token === undefined ? undefined : begin(token);
  });

  /** @param why undefined when one signs out oneself */
  function leave(why: string | undefined): void {
    forgetToken();
    setFault(why);
    setVisit(undefined);
    navigation.want('#token');
  }

  function signIn(token: string): void {
    keepToken(token);
    setFault(undefined);
    setVisit(begin(token));
    navigation.want(place.at === 'search' ? '#q' : 'h1');
  }

  useEffect(() => {
    if (visit === undefined) {
      document.title = 'Sign in – Percolog';
      navigation.settle(true);
    }
  });
  return (
    <VisitContext.Provider value={visit}>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="bar">
        <a className="brand" href="/search">
          <span className="brand-mark" aria-hidden="true" />
          Percolog
        </a>
        {visit !== undefined && (
          <Corner
            signOut={() => {
              visit.end();
              leave(undefined);
            }}
          />
        )}
      </header>
      <main id="main" tabIndex={-1}>
        {visit === undefined ? (
          <SignIn fault={fault} signIn={signIn} />
        ) : place.at === 'search' ? (
          <SearchPage index={index} address={place.search} />
        ) : (
          <CoursePage key={place.course.key} address={place.course} />
        )}
      </main>
    </VisitContext.Provider>
  );
}
