import { uuidOf } from '../../support/documents.ts';
import { makeToken, operatorToken } from '../../support/token.ts';

export const own = uuidOf('the customer of the callers');
export const other = uuidOf('another customer');

/** Who calls. `own` and `other` are as seen from what is asked for, which belongs to `own`. */
export const tokens = {
  operator: operatorToken(),
  'catalog admin of all': makeToken({ username: 'ca', roles: ['enterprise_catalog_admin:*'] }),
  'provisioning admin of all': makeToken({ username: 'pa', roles: ['enterprise_provisioning_admin:*'] }),
  'learner of all': makeToken({ username: 'la', roles: ['enterprise_learner:*'] }),
  'own admin': makeToken({ username: 'oa', roles: [`enterprise_admin:${own}`] }),
  'own learner': makeToken({ username: 'ol', roles: [`enterprise_learner:${own}`] }),
  'own provisioning admin': makeToken({ username: 'op', roles: [`enterprise_provisioning_admin:${own}`] }),
  'other admin': makeToken({ username: 'xa', roles: [`enterprise_admin:${other}`] }),
  'other learner': makeToken({ username: 'xl', roles: [`enterprise_learner:${other}`] }),
  monitor: makeToken({ username: 'mo', roles: ['percolog_monitor:*'] }),
  'role without a context': makeToken({ username: 'rw', roles: ['enterprise_admin'] }),
  'unknown role': makeToken({ username: 'ur', roles: [`enterprise_emperor:*`] }),
  'staff without a role': makeToken({ username: 'st', staff: true }),
  'signed in': makeToken({ username: 'si' }),
  expired: makeToken({ username: 'ex', ttl: -3_600, roles: ['enterprise_openedx_operator:*'] }),
  nobody: null,
} as const;

export type Actor = keyof typeof tokens;

export const everyAdmin: Actor[] = ['operator', 'catalog admin of all'];
export const writers: Actor[] = [...everyAdmin, 'provisioning admin of all', 'own admin', 'own provisioning admin'];
export const askers: Actor[] = [...everyAdmin, 'learner of all', 'own admin', 'own learner'];
export const queryReaders: Actor[] = [...everyAdmin, 'own admin', 'other admin', 'staff without a role'];
export const signedIn = (Object.keys(tokens) as Actor[]).filter((actor) => actor !== 'expired' && actor !== 'nobody');
export const everyone = Object.keys(tokens) as Actor[];
