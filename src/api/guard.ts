import type { Context } from 'koa';
import type { Access, Caller, Permission, SearchPass } from '../access/port.ts';
import type { Customers } from '../kernel/customers.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Rule } from './route.ts';

/** Nobody in particular, for routes that anyone may call. */
export const anyone: Caller = {
  name: 'anyone',
  staff: false,
  roles: [],
  grants: { learner: new Set(), admin: new Set(), provisioning: new Set(), monitor: new Set() },
};

/** What a rule lets a caller do. */
export interface Pass {
  /** For which customers, as a whole: worked out when asked for. */
  customers: () => Customers;
  assertMay: (customer: string) => void;
  /** Whether the handler has asked. */
  asked: () => boolean;
}

/** Who calls. @throws UnauthenticatedError · UnavailableError */
export function identify(access: Access, ctx: Context): Promise<Caller> {
  return access.identify({
    authorization: ctx.get('authorization'),
    // A page of another origin cannot set this header without our leave, so the cookies alone open nothing.
    cookies: ctx.get('use-jwt-cookie') === '' ? '' : ctx.get('cookie'),
  });
}

/** Whether a search key opens what the rule closes. */
export function takesSearchKeys(rule: Rule): boolean {
  return typeof rule === 'object' && rule.of === 'rows' && rule.searchKeys === true;
}

/**
 * What the search key of a request opens; undefined where it has none. Full builds of the portal's library send it as a header; lite
 * ones in the address, so that browsers need not ask leave first.
 * @throws UnauthenticatedError · UnavailableError
 */
export async function openSearchKey(access: Access, ctx: Context): Promise<SearchPass | undefined> {
  const header = ctx.get('x-algolia-api-key');
  const key = header === '' ? keyInAddress(ctx.querystring) : header;
  return key === '' ? undefined : access.openSearchKey(key);
}

/** Under its name in any case; empty where there is none. Some libraries write a key as it is, whose `+` is then read as a blank. */
function keyInAddress(query: string): string {
  for (const [name, value] of new URLSearchParams(query)) {
    if (name.toLowerCase() === 'x-algolia-api-key') {
      return value.replaceAll(' ', '+');
    }
  }
  return '';
}

/**
 * Lets a caller through a rule, as far as it can be said before the handler runs.
 * @param customer the one in the path, for rules of `customer`
 * @throws ForbiddenError
 */
export function admit(rule: Rule, caller: Caller, customer: string | undefined): Pass {
  if (typeof rule === 'string') {
    return { customers: () => customersWith(caller, anyPermission), assertMay: () => undefined, asked: () => true };
  }
  let asked = rule.of === 'rows' || rule.of === 'every';
  const assertMay = (one: string): void => {
    asked = true;
    if (!rule.anyOf.some((permission) => covers(caller.grants[permission], one.toLowerCase()))) {
      throw missing(rule.anyOf, rule.of === 'customer' ? `customer ${one}` : 'the customer that this is about');
    }
  };
  if (rule.of === 'customer') {
    assertMay(customer ?? '');
  }
  if (rule.of === 'every' && !hasEvery(rule.anyOf, caller)) {
    throw missing(rule.anyOf, 'every customer (*)');
  }
  // The platform's staff see empty lists, as in the old service.
  if (rule.of === 'rows' && !caller.staff && !rule.anyOf.some((one) => !isNone(caller.grants[one]))) {
    throw missing(rule.anyOf, 'any customer');
  }
  return { customers: () => customersWith(caller, rule.anyOf), assertMay, asked: () => asked };
}

/** To those who may not see everything, what is not there is as closed as what is another's. */
export function hideUnknown(rule: Rule, caller: Caller, error: unknown): unknown {
  const isHidden = typeof rule === 'object' && rule.of === 'handler' && !hasEvery(rule.anyOf, caller);
  return isHidden && error instanceof NotFoundError ? missing(rule.anyOf, 'the customer that this is about') : error;
}

const anyPermission: readonly Permission[] = ['learner', 'admin', 'provisioning'];

function covers(customers: Customers, one: string): boolean {
  return customers === 'every' || customers.has(one);
}

function isNone(customers: Customers): boolean {
  return customers !== 'every' && customers.size === 0;
}

function hasEvery(permissions: readonly Permission[], { grants }: Caller): boolean {
  return permissions.some((permission) => grants[permission] === 'every');
}

function customersWith(caller: Caller, permissions: readonly Permission[]): Customers {
  if (hasEvery(permissions, caller)) {
    return 'every';
  }
  return new Set(permissions.flatMap((permission) => [...(caller.grants[permission] as ReadonlySet<string>)]));
}

const rolesThatGive: Record<Permission, string> = {
  learner: 'enterprise_learner or enterprise_admin',
  admin: 'enterprise_admin, enterprise_catalog_admin or enterprise_openedx_operator',
  provisioning: 'enterprise_provisioning_admin',
  monitor: 'percolog_monitor or enterprise_openedx_operator',
};

/** Begins as the old service's answer does; its clients look for it. */
function missing(permissions: readonly Permission[], context: string): ForbiddenError {
  const names = permissions.map((permission) => `catalog.has_${permission}_access`).join(' or ');
  const roles = permissions.map((permission) => rolesThatGive[permission]).join(', or ');
  return new ForbiddenError(`MISSING: ${names} for ${context}. Roles that give it: ${roles}`);
}
