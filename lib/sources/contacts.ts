import type { Filter } from '../intercom/search';
import { choice } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import type { Source } from '../polling/source';
import type { Each } from './record';
import { search } from './search';

/** The step field by which a contact trigger is limited to users or leads. */
export const roleField: Readonly<Record<string, StepField>> = {
  role: {
    label: 'Role',
    viewClass: 'SelectView',
    required: false,
    model: { any: 'Users and leads', user: 'Users', lead: 'Leads' },
    note: 'Which contacts start the flow: `any` (when left out), `user` or `lead`.',
  },
};

function roleCondition(config: Config): Filter[] {
  const role = choice(config, 'role', ['any', 'user', 'lead']);
  return role === 'any' ? [] : [{ field: 'role', operator: '=', value: role }];
}

/** Contacts by when they were created or changed. Their search matches by day up to 2.16. */
export function contacts(stamp: 'created_at' | 'updated_at', each: Each): Source {
  return search('/contacts/search', { items: 'data', stamp, each, granularity: 'day', conditions: roleCondition });
}
