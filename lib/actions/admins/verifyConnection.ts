import { composite } from '../../action';
import type { VerifyConnectionInput } from '../../types';
import { type Connection, IDENTIFY, PROBES, verifiedConnection } from '../../verifiedConnection';

export const process = composite<VerifyConnectionInput, Connection>(
  {
    title: 'Verify the connection',
    description:
      'Finds out whether the credential works: which workspace it opens, whether its region is the right one, and what it may read. Writes nothing, so what it may write stays unknown.',
    calls: [IDENTIFY, ...PROBES.map(({ operation }) => operation)],
  },
  (intercom) => verifiedConnection(intercom),
);
