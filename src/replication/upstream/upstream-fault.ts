import { ServiceFault } from '../../kernel/service-fault.ts';

/** Upstream did not give what it was asked for. */
export class UpstreamFault extends ServiceFault {}
