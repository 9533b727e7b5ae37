import type { Customers } from '../kernel/customers.ts';
import type { Writer } from './port.ts';

/** What inclusion tells of academies; part of port.ts. */

/** Tag → keys of the content that carries it, which need not be there. */
export type ContentOfTags = ReadonlyMap<string, readonly string[]>;

/** What an academy says of itself in one language. */
export interface AcademyText {
  title: string;
  shortDescription: string;
  longDescription: string;
}

/** A tag as it is written. What is left out stays as it is, and is empty in a new one: tags are shared by academies. */
export interface NewTag {
  title: string;
  description?: string;
  contentKeys?: readonly string[];
}

/** The whole of an academy. */
export interface NewAcademy {
  text: AcademyText;
  /** Null where it is not translated. */
  spanish: AcademyText | null;
  /** An address. */
  image: string | null;
  catalogUuids: readonly string[];
  tags: readonly NewTag[];
}

export interface AcademyTag {
  id: number;
  title: string;
  description: string;
}

/** An academy as somebody sees it. */
export interface Academy {
  /** Its place in lists. */
  id: number;
  uuid: string;
  text: AcademyText;
  spanish: AcademyText | null;
  image: string | null;
  /** Of the customers that he may see, oldest first. */
  catalogs: readonly { uuid: string; enterpriseUuid: string }[];
  /** By title. */
  tags: readonly AcademyTag[];
  createdAt: Date;
  modifiedAt: Date;
}

/** What putting an academy did, and what there is now. */
export interface SavedAcademy {
  outcome: 'created' | 'changed' | 'unchanged';
  academy: Academy;
  contentOfTags: ContentOfTags;
}

/** Catalogs of any customers under one title, and tags that content carries. */
export interface Academies {
  /** Those that have a catalog of the customer, oldest first, with his catalogs. `after`: the id before the page. */
  list(
    enterpriseUuid: string,
    page: { after: number; offset: number; limit: number },
  ): Promise<{ count: number; academies: Academy[] }>;
  /** @throws NotFoundError for one that is not there, or has no catalog of `customers` */
  read(uuid: string, customers: Customers): Promise<Academy>;
  /**
   * Makes an academy, or replaces it. A tag that no academy has any more is gone.
   * @throws RefusedError with every catalog that is not there, and every tag that is given twice
   */
  put(uuid: string, academy: NewAcademy, writer: Writer): Promise<SavedAcademy>;
  /** Takes a catalog into an academy; again, it does nothing. @throws NotFoundError · ForbiddenError unless he may write for its customer */
  associateCatalog(uuid: string, catalogUuid: string, writer: Writer): Promise<'associated' | 'unchanged'>;
  /** @throws NotFoundError */
  delete(uuid: string, writer: Writer): Promise<void>;
}
