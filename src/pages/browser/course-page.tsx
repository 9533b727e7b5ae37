import { useEffect, type JSX } from 'react';
import { everything, searchPath, type CourseAddress } from './address.ts';
import type { CatalogList } from './answers.ts';
import { Catalogs, catalogsPath } from './catalogs.tsx';
import { CourseView } from './course-view.tsx';
import { useAnswer, useNavigation } from './context.ts';
import { EnrolLink } from './enrol-link.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { readEntry } from './history-entry.ts';
import { readCourse } from './read-course.ts';

/** The page of one course, or of a program or pathway: what it is, and the catalogs that contain it. */
export function CoursePage({ address }: { address: CourseAddress }): JSX.Element {
  const navigation = useNavigation();
  const { outcome, retry } = useAnswer<Record<string, unknown>>(
    `/api/v1/content-metadata/${encodeURIComponent(address.key)}/`,
  );
  const course = outcome?.state === 'answered' ? readCourse(outcome.body) : undefined;
  const catalogs = useAnswer<CatalogList>(course === undefined ? undefined : catalogsPath(address));
  const holding = catalogs.outcome?.state === 'answered' ? catalogs.outcome.body : undefined;
  const title = course?.title ?? 'Course';
  useEffect(() => {
    document.title = `${title} – Percolog`;
  }, [title]);
  useEffect(() => {
    navigation.settle(outcome !== undefined);
  });
  // The address of what one came from.
  const { from } = readEntry();
  const back = from ?? searchPath({ ...everything, customer: address.customer });
  return (
    <>
      <nav className="back" aria-label="Back">
        <a href={back} data-step={from === undefined ? undefined : 'back'}>
          ← {backInWords(from)}
        </a>
      </nav>
      {outcome === undefined ? (
        <p className="waiting" role="status">
          One moment…
        </p>
      ) : outcome.state === 'failed' ? (
        <>
          <h1 tabIndex={-1}>Course</h1>
          <FailureNotice failure={outcome.failure} retry={retry} />
        </>
      ) : (
        <article>
          {course !== undefined && (
            <CourseView course={course} address={address} action={<EnrolLink address={address} catalogs={holding} />} />
          )}
          <Catalogs address={address} asked={catalogs} />
        </article>
      )}
    </>
  );
}

function backInWords(from: string | undefined): string {
  if (from === undefined) {
    return 'Search';
  }
  return /^\/search(\?|$)/.test(from) ? 'Back to the results' : 'Back';
}
