import { IndexTarget } from '../../platform/mysql/index-target.ts';

export { readSecondsLeft } from '../../platform/mysql/index-target.ts';

/** Which indices of filters are written. */
export const queryTarget = new IndexTarget('catalog-queries');
