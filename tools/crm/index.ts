import path from 'node:path';

export { addAttributes, crmSecret, needsCrm, startFilledCrm } from './partner';
export { type RunningCrm, startCrm } from './server';
export { Crm, type CrmRecord, content, emailOf, type Fields, type Incoming, type Kind, type Outcome } from './store';

/** The folder of the OIH component that stands before the CRM. */
export const CRM_COMPONENT = { crm: path.join(__dirname, 'component') };
