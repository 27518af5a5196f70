import { action } from '../../action';
import type { SubmitFinCsatInput, SubmitFinCsatOutput } from '../../types';

export const process = action<SubmitFinCsatInput, SubmitFinCsatOutput>({
  title: 'Submit a Fin rating',
  description:
    'Records how content a person is with Fin, after Fin has asked for it by the event csat_requested. Needs access to the Fin Agent API, which Intercom grants on request.',
  request: 'POST /fin/csat',
  since: '2.14',
});
