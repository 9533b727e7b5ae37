import { html, nothing, type TemplateResult } from 'lit-html';
import { coursePath, type CourseAddress } from './address.ts';
import { kindInWords } from './facets.ts';
import type { Course, Run } from './read-course.ts';
import { tileView } from './tile-view.ts';
import { dayOf, priceInWords } from './words.ts';

/** What a course is: title, partner, facts, texts, dates, skills. */
export function courseView(course: Course, address: CourseAddress): TemplateResult {
  return html`<header class="course-head">
      ${tileView(course.partners[0] ?? course.title)}
      <div>
        <p class="kind">${kindInWords(course.kind)}</p>
        <h1 tabindex="-1">${course.title}</h1>
        ${course.partners.length === 0 ? nothing : html`<p class="partner">${course.partners.join(', ')}</p>`}
      </div>
    </header>
    ${facts(course, address)}
    <div class="course-columns">
      <div>
        ${course.shortDescription === '' ? nothing : html`<p class="lead">${course.shortDescription}</p>`}
        ${section(
          'About',
          course.description,
          html`<div class="prose">${course.description.map((paragraph) => html`<p>${paragraph}</p>`)}</div>`,
        )}
        ${section(
          'Courses',
          course.courses,
          html`<ul class="plain">
            ${course.courses.map(
              ({ key, title }) =>
                html`<li><a href=${coursePath({ key, customer: address.customer, page: 1 })}>${title}</a></li>`,
            )}
          </ul>`,
        )}
      </div>
      <div>
        ${section(
          'Dates',
          course.runs,
          html`<ul class="runs">
            ${course.runs.map(runView)}
          </ul>`,
        )}
        ${section(
          'Skills',
          course.skills,
          html`<ul class="traits">
            ${course.skills.map((skill) => html`<li>${skill}</li>`)}
          </ul>`,
        )}
      </div>
    </div>`;
}

function section(heading: string, items: readonly unknown[], content: TemplateResult): TemplateResult | typeof nothing {
  return items.length === 0
    ? nothing
    : html`<section>
        <h2>${heading}</h2>
        ${content}
      </section>`;
}

function facts({ level, price }: Course, { key }: CourseAddress): TemplateResult {
  const fact = (name: string, value: string | undefined): TemplateResult | typeof nothing =>
    value === undefined
      ? nothing
      : html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`;
  return html`<dl class="facts">
    ${fact('Level', level)} ${fact('Price', price === undefined ? undefined : priceInWords(price))} ${fact('Key', key)}
  </dl>`;
}

function runView(run: Run): TemplateResult {
  const [start, end, enrollmentEnd] = [dayOf(run.start), dayOf(run.end), dayOf(run.enrollmentEnd)];
  const isOver = Date.parse(run.end) < Date.now();
  const dates = start === undefined && end === undefined ? 'No dates yet' : `${start ?? 'Open'} – ${end ?? 'open end'}`;
  return html`<li>
    <span class="run-dates">${dates}</span>
    ${isOver ? html`<span class="soft">Over</span>` : nothing}
    ${isOver || enrollmentEnd === undefined ? nothing : html`<span class="soft">Enrol until ${enrollmentEnd}</span>`}
    ${run.pacing === undefined ? nothing : html`<span class="soft">${run.pacing}</span>`}
    <span class="run-key">${run.key}</span>
  </li>`;
}
