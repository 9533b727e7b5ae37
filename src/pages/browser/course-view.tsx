import type { JSX, ReactNode } from 'react';
import { coursePath, type CourseAddress } from './address.ts';
import { kindInWords } from './facets.ts';
import type { Course, Run } from './read-course.ts';
import { Tile } from './tile.tsx';
import { dayOf, priceInWords } from './words.ts';

/** What a course is: title, partner, facts, texts, dates, skills. @param props.action what one can do with it, beside its facts */
export function CourseView(props: { course: Course; address: CourseAddress; action: JSX.Element }): JSX.Element {
  const { course, address, action } = props;
  const { title, kind, partners, shortDescription, description, courses, runs, skills } = course;
  return (
    <>
      <header className="course-head">
        <Tile name={partners[0] ?? title} />
        <div>
          <p className="kind">{kindInWords(kind)}</p>
          <h1 tabIndex={-1}>{title}</h1>
          {partners.length > 0 && <p className="partner">{partners.join(', ')}</p>}
        </div>
      </header>
      <div className="facts-line">
        <Facts course={course} address={address} />
        {action}
      </div>
      <div className="course-columns">
        <div>
          {shortDescription !== '' && <p className="lead">{shortDescription}</p>}
          <Section heading="About" of={description}>
            <div className="prose">
              {description.map((paragraph, place) => (
                <p key={place}>{paragraph}</p>
              ))}
            </div>
          </Section>
          <Section heading="Courses" of={courses}>
            <ul className="plain">
              {courses.map((one) => (
                <li key={one.key}>
                  <a href={coursePath({ key: one.key, customer: address.customer, page: 1 })}>{one.title}</a>
                </li>
              ))}
            </ul>
          </Section>
        </div>
        <div>
          <Section heading="Dates" of={runs}>
            <ul className="runs">
              {runs.map((run) => (
                <RunLine key={run.key} run={run} />
              ))}
            </ul>
          </Section>
          <Section heading="Skills" of={skills}>
            <ul className="traits">
              {skills.map((skill) => (
                <li key={skill}>{skill}</li>
              ))}
            </ul>
          </Section>
        </div>
      </div>
    </>
  );
}

/** A part of the page; nothing where there is nothing to show in it. */
function Section(props: { heading: string; of: readonly unknown[]; children: ReactNode }): JSX.Element | null {
  return props.of.length === 0 ? null : (
    <section>
      <h2>{props.heading}</h2>
      {props.children}
    </section>
  );
}

function Facts({ course, address }: { course: Course; address: CourseAddress }): JSX.Element {
  const facts = {
    Level: course.level,
    Price: course.price === undefined ? undefined : priceInWords(course.price),
    Key: address.key,
  };
  return (
    <dl className="facts">
      {Object.entries(facts).map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function RunLine({ run }: { run: Run }): JSX.Element {
  const [start, end, enrollmentEnd] = [dayOf(run.start), dayOf(run.end), dayOf(run.enrollmentEnd)];
  const isOver = Date.parse(run.end) < Date.now();
  return (
    <li>
      <span className="run-dates">
        {start === undefined && end === undefined ? 'No dates yet' : `${start ?? 'Open'} – ${end ?? 'open end'}`}
      </span>
      {isOver && <span className="soft">Over</span>}
      {!isOver && enrollmentEnd !== undefined && <span className="soft">Enrol until {enrollmentEnd}</span>}
      {run.pacing !== undefined && <span className="soft">{run.pacing}</span>}
      <span className="run-key">{run.key}</span>
    </li>
  );
}
