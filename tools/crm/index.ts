import path from 'node:path';
import { mixedSecret, type Secret } from '../oih';

export { type RunningCrm, startCrm } from './server';
export { Crm, type CrmRecord, content, emailOf, type Fields, type Incoming, type Kind, type Outcome } from './store';

/** The folder of the OIH component that stands before the CRM. */
export const CRM_COMPONENT = { crm: path.join(__dirname, 'component') };

/** What a step needs to reach the CRM. */
export function crmSecret(url: string): Secret {
  return mixedSecret({ crmUrl: url });
}
