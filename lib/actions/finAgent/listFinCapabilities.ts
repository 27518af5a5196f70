import { action } from '../../action';
import type { ListFinCapabilitiesInput, ListFinCapabilitiesOutput } from '../../types';

export const process = action<ListFinCapabilitiesInput, ListFinCapabilitiesOutput>({
  title: 'List Fin capabilities',
  description:
    'Lists what Fin can do for a person: the procedures open to them, and what it always can. Needs access to the Fin Agent API, which Intercom grants on request.',
  request: 'POST /fin/capabilities',
  since: 'Preview',
  repeatable: true,
  paging: { style: 'single', items: 'capabilities' },
});
