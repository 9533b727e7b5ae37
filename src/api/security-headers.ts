import helmet from 'koa-helmet';
import type { Middleware } from 'koa';

/** An answer of the API is never a page: nothing may be loaded by it, and nobody may frame it. Pages bring their own policy. */
export function securityHeaders(): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    xFrameOptions: { action: 'deny' },
    // What is public may be read by pages of other origins where CORS lets them.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
}
