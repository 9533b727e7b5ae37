import { ServiceFault } from '../../../kernel/service-fault.ts';

/** The embedding provider did not give what it was asked for; an outage says that no text is at fault. */
export class EmbeddingFault extends ServiceFault {}
