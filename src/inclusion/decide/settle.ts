import type { Database } from '../../kernel/database.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import { giveBack, type ClaimKind } from './claims.mysql.ts';

/** What a decider says of one claim, as far as it matters here. */
type Decision = { outcome: 'decided' | 'superseded' } | { outcome: 'failed'; reason: string };

/**
 * Runs a decider on claims so that no claim is lost: what an engine's absence or a refusal leaves undecided is given back
 * to the work list with its reason. A batch that fails as a whole is decided in halves, so that one bad claim never blocks
 * the others.
 * @returns one decision a claim, in order; `undefined` where it is left to the workers
 */
export async function settle<Claim, Result extends Decision>(
  deps: { database: Database; logger: Logger },
  options: {
    kind: ClaimKind;
    idOf: (claim: Claim) => { id: number; ticket: number };
    decide: (claims: readonly Claim[]) => Promise<Result[]>;
  },
  claims: readonly Claim[],
): Promise<(Result | undefined)[]> {
  const { kind, idOf, decide } = options;
  const release = async (claim: Claim, reason: string, charged: boolean): Promise<void> => {
    try {
      await giveBack(deps.database, kind, idOf(claim), { reason, charged });
    } catch (error) {
      // The database is away: the claim's own deadline gives it back.
      deps.logger.warn({ err: error, kind, id: idOf(claim).id }, 'claim not given back, its deadline will');
    }
  };
  try {
    const decisions = await decide(claims);
    const refused = decisions.flatMap((decision, position) => {
      const claim = claims[position];
      return decision.outcome === 'failed' && claim !== undefined ? [{ claim, reason: decision.reason }] : [];
    });
    const [first] = refused;
    if (first !== undefined) {
      const ids = refused.slice(0, 20).map(({ claim }) => idOf(claim).id);
      deps.logger.error({ kind, rows: refused.length, ids, reason: first.reason }, 'the engine refuses these rows');
      await Promise.all(refused.map(({ claim, reason }) => release(claim, reason, true)));
    }
    return decisions;
  } catch (error) {
    if (error instanceof UnavailableError) {
      deps.logger.warn({ err: error, kind, claims: claims.length }, 'decision postponed');
      await Promise.all(claims.map((claim) => release(claim, error.message, false)));
      return claims.map(() => undefined);
    }
    const [only] = claims;
    if (claims.length === 1 && only !== undefined) {
      deps.logger.error({ err: error, kind, id: idOf(only).id }, 'decision failed');
      await release(only, error instanceof Error ? error.message : String(error), true);
      return [undefined];
    }
    const middle = Math.ceil(claims.length / 2);
    return [
      ...(await settle(deps, options, claims.slice(0, middle))),
      ...(await settle(deps, options, claims.slice(middle))),
    ];
  }
}
