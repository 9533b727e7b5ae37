import { IndexTarget } from '../platform/mysql/index-target.ts';

/** Which indices of content are written. */
export const contentTarget = new IndexTarget('content');
