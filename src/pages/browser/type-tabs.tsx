import { useRef, type JSX, type KeyboardEvent } from 'react';
import { useMenu } from 'react-instantsearch';
import { typeAttribute, types } from './facets.ts';
import { inNumbers } from './words.ts';

/** The types of content as tabs, each with how many results it has; arrow keys go from one to the next. */
export function TypeTabs({ chosen }: { chosen: string | undefined }): JSX.Element {
  const { items, refine } = useMenu({ attribute: typeAttribute });
  const tabs = useRef<(HTMLButtonElement | null)[]>([]);
  const countOf = (type: string | undefined): number =>
    items.filter(({ value }) => type === undefined || value === type).reduce((sum, { count }) => sum + count, 0);

  const choose = (type: string | undefined): void => {
    if (type !== chosen) {
      // Choosing what is chosen takes it back.
      refine(type ?? chosen ?? '');
    }
  };
  const pressed = (event: KeyboardEvent, place: number): void => {
    const steps: Record<string, number> = {
      ArrowRight: place + 1,
      ArrowLeft: place - 1,
      Home: 0,
      End: types.length - 1,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = (step + types.length) % types.length;
      tabs.current[next]?.focus();
      choose(types[next]?.type);
    }
  };
  return (
    <div className="tabs" role="tablist" aria-label="Types of content">
      {types.map(({ type, label }, place) => (
        <button
          key={label}
          ref={(tab) => {
            tabs.current[place] = tab;
          }}
          type="button"
          role="tab"
          id={tabId(type)}
          className="tab"
          aria-selected={type === chosen}
          aria-controls="results-panel"
          tabIndex={type === chosen ? 0 : -1}
          onClick={() => {
            choose(type);
          }}
          onKeyDown={(event) => {
            pressed(event, place);
          }}
        >
          {label} <span className="tab-count">{inNumbers(countOf(type))}</span>
        </button>
      ))}
    </div>
  );
}

/** The tab of a type. */
export function tabId(type: string | undefined): string {
  return `tab-${type ?? 'all'}`;
}
