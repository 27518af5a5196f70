import { action } from '../../action';
import type { Macro, RetrieveMacroInput } from '../../types';

export const process = action<RetrieveMacroInput, Macro>({
  title: 'Retrieve a macro',
  description: 'Returns one macro. One that is hidden from the owner of the token is not found.',
  request: 'GET /macros/{macro_id}',
  since: '2.16',
});
