import type { JSX } from 'react';
import type { CourseAddress } from './address.ts';
import type { CatalogList } from './answers.ts';
import { useAnswer, useVisit } from './context.ts';
import { readEntry } from './history-entry.ts';
import { readFound, tellConversion } from './insights.ts';
import { whenOpened } from './when-opened.ts';

/**
 * Where a learner enrols: a page of the platform, which is another one for each customer. Nothing where several have the course and none
 * is chosen, where none has it, and for what nobody enrols in.
 * @param props.catalogs that contain the course; undefined until they are known
 */
export function EnrolLink(props: { address: CourseAddress; catalogs: CatalogList | undefined }): JSX.Element | null {
  const { address, catalogs } = props;
  const visit = useVisit();
  const customer = catalogs === undefined ? undefined : onlyCustomerOf(catalogs, address);
  const { outcome } = useAnswer<{ enrollment_url?: string | null }>(
    customer === undefined
      ? undefined
      : `/api/v1/enterprise-customer/${customer}/content-metadata/${encodeURIComponent(address.key)}/`,
  );
  const link = outcome?.state === 'answered' ? outcome.body.enrollment_url : undefined;
  const { found } = readEntry();
  if (customer === undefined || typeof link !== 'string') {
    return null;
  }
  return (
    <a
      className="button button-main enrol"
      href={link}
      {...whenOpened(() => {
        const result = readFound(found);
        if (result !== undefined) {
          tellConversion(visit, result);
        }
      })}
    >
      Enrol
    </a>
  );
}

/** The one whose catalogs these all are; undefined where there are none, or several customers, or may be. */
function onlyCustomerOf({ count, results }: CatalogList, { customer }: CourseAddress): string | undefined {
  const [first, ...others] = new Set(results.map(({ enterprise_customer }) => enterprise_customer));
  const isWhole = count === results.length || customer === first;
  return others.length === 0 && isWhole ? first : undefined;
}
