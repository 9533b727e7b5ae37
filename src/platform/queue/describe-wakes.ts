import type { SpanDescription } from '../../kernel/tracing.ts';

export function describeSending(): SpanDescription {
  return {
    name: 'send wake',
    kind: 'producer',
    attributes: {
      'messaging.system': 'bull',
      'messaging.destination.name': 'wake',
      'messaging.operation.name': 'add',
      'messaging.operation.type': 'send',
    },
  };
}

export function describeAsking(operation: string): SpanDescription {
  return {
    name: operation,
    kind: 'client',
    attributes: { 'db.system.name': 'redis', 'db.operation.name': operation },
  };
}
