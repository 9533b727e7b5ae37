import { createHmac } from 'node:crypto';
import { UnauthenticatedError } from '../../kernel/errors.ts';
import { sha256 } from '../../kernel/hash.ts';
import { isKeyText } from '../keys/key-text.ts';
import type { SearchPass } from '../port.ts';
import type { SearchTokens } from './search-tokens.ts';
import { makeSecuredKey, readSecuredKey } from './secured-key.ts';

export interface SearchKeySettings {
  /** What secured keys are signed with; without it there are none. */
  secret: string | undefined;
  /** How long a key that is given here lasts. */
  seconds: number;
  /** The names of the index that such a key is for. */
  indices: readonly string[];
}

interface SearchKeysDeps {
  settings: SearchKeySettings;
  tokens: SearchTokens;
  /** In ms since the epoch. */
  now: () => number;
}

/** The keys by which pages of the portal search: secured keys, which are only signed, and search tokens, which are stored. */
export class SearchKeys {
  readonly #deps: SearchKeysDeps;

  constructor(deps: SearchKeysDeps) {
    this.#deps = deps;
  }

  /** See `Access.openSearchKey` in port.ts. */
  async open(key: string): Promise<SearchPass> {
    if (isKeyText(key, 'percologsearch')) {
      const { id, customer, createdBy } = await this.#deps.tokens.open(key);
      return {
        name: `search-token:${id}`,
        reach: { customers: [customer] },
        indices: 'every',
        // A service makes tokens for many.
        ...(createdBy.startsWith('user:') ? { user: createdBy } : {}),
      };
    }
    const { secret } = this.#deps.settings;
    if (secret === undefined || key === '') {
      throw new UnauthenticatedError('Invalid Application-ID or API key');
    }
    const { filters, validUntil, restrictIndices, userToken } = readSecuredKey(secret, key);
    if (validUntil !== undefined && this.#deps.now() >= validUntil * 1_000) {
      throw new UnauthenticatedError('"validUntil" parameter expired (less than current date)');
    }
    return {
      name: `search-key:${sha256(userToken ?? key).slice(0, 16)}`,
      reach: { filters: filters ?? '' },
      indices: restrictIndices ?? 'every',
      ...(userToken === undefined ? {} : { user: userToken }),
    };
  }

  /** See `Access.makeSearchKey` in port.ts. */
  make({ customer, user }: { customer: string; user: string }): { key: string; validUntil: Date } | undefined {
    const { secret, seconds, indices } = this.#deps.settings;
    if (secret === undefined) {
      return undefined;
    }
    const validUntil = Math.floor(this.#deps.now() / 1_000) + seconds;
    const key = makeSecuredKey(secret, {
      filters: `enterprise_customer_uuids:${customer}`,
      restrictIndices: indices,
      // Tells users apart, and does not name them to whoever reads the key.
      userToken: createHmac('sha256', secret).update(user).digest('hex').slice(0, 32),
      validUntil,
    });
    return { key, validUntil: new Date(validUntil * 1_000) };
  }
}
