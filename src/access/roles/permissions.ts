import type { Customers } from '../../kernel/customers.ts';
import type { Permission, RoleGrant } from '../port.ts';

/** What each system role gives. The names are Open edX's, but for the last. */
const permissionsOf: ReadonlyMap<string, readonly Permission[]> = new Map<string, Permission[]>([
  ['enterprise_catalog_admin', ['admin', 'learner']],
  ['enterprise_openedx_operator', ['admin', 'learner']],
  ['enterprise_learner', ['learner']],
  ['enterprise_admin', ['admin', 'learner']],
  ['enterprise_provisioning_admin', ['provisioning']],
  ['percolog_monitor', ['monitor']],
]);

export const roleNames: readonly string[] = [...permissionsOf.keys()];

export function isRole(name: string): boolean {
  return permissionsOf.has(name);
}

/** The customers for which these roles give each permission. */
export function grantsOf(roles: readonly RoleGrant[]): Readonly<Record<Permission, Customers>> {
  const of = (permission: Permission): Customers => {
    const contexts = roles
      .filter(({ role }) => permissionsOf.get(role)?.includes(permission) === true)
      .map(({ context }) => context);
    return contexts.includes('*') ? 'every' : new Set(contexts);
  };
  const admin = of('admin');
  return Object.freeze({
    learner: of('learner'),
    admin,
    provisioning: of('provisioning'),
    monitor: admin === 'every' ? admin : of('monitor'),
  });
}
