import { useEffect, useRef, useState, type FormEvent, type JSX } from 'react';
import { useSearchBox } from 'react-instantsearch';
import { useNavigation } from './context.ts';

/** Milliseconds without a key, after which what is typed is searched for. */
const typingPause = 150;

/** The words. They are searched for while they are typed. */
export function SearchBox(): JSX.Element {
  const { query, refine } = useSearchBox();
  const navigation = useNavigation();
  const [text, setText] = useState(query);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  /** What was last searched for from here: any other query comes from the address, and goes into the field. */
  const searched = useRef(query);
  useEffect(() => {
    if (query !== searched.current) {
      clearTimeout(timer.current);
      searched.current = query;
      setText(query);
    }
  }, [query]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );

  const search = (words: string): void => {
    clearTimeout(timer.current);
    if (words !== searched.current) {
      searched.current = words;
      refine(words);
    }
  };
  const typed = (event: FormEvent<HTMLInputElement>): void => {
    const words = event.currentTarget.value;
    setText(words);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      search(words);
    }, typingPause);
  };
  const submitted = (event: FormEvent): void => {
    event.preventDefault();
    search(text);
    navigation.want('#results-heading');
    navigation.settle(false);
  };
  return (
    <form role="search" action="/search" onSubmit={submitted}>
      <label htmlFor="q">Topic, skill or partner</label>
      <div className="field">
        <input
          id="q"
          name="q"
          type="search"
          maxLength={500}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="search"
          value={text}
          onInput={typed}
        />
        <button type="submit" className="button button-main">
          Search
        </button>
      </div>
    </form>
  );
}
