import { type Flow, mixedSecret, type Secret } from '../oih';
import type { Sandbox } from '../sandbox';
import { type RunningCrm, startCrm } from './server';
import type { Crm } from './store';

/** What a step needs to reach the CRM. */
export function crmSecret(url: string): Secret {
  return mixedSecret({ crmUrl: url });
}

/** Whether a flow has steps in the CRM. */
export function needsCrm({ graph }: Flow): boolean {
  return graph.nodes.some(({ componentId }) => componentId === 'crm');
}

/** A CRM with some invented people, of whom one is a contact of the sandbox's small workspace as well. */
export async function startFilledCrm(now?: () => number): Promise<RunningCrm> {
  const crm = await startCrm(now);
  fill(crm);
  return crm;
}

function fill(crm: Crm): void {
  for (const [firstName, lastName, jobTitle] of [
    ['Nora', 'Lindqvist', 'Head of purchasing'],
    ['Tomas', 'Aldea', 'Baker'],
    ['Ines', 'Marchetti', 'Travel agent'],
  ] as const) {
    const contactData = [{ type: 'email', value: `${firstName.toLowerCase()}@example.com` }];
    crm.create('persons', { firstName, lastName, jobTitle, contactData });
  }
}

/** Gives the sandbox the custom attributes that the steps of a flow write to, which in a real workspace somebody makes. */
export function addAttributes({ workspace }: Sandbox, { graph }: Flow): void {
  for (const { fields = {} } of graph.nodes) {
    const names = [...Object.values(Object(fields.customAttributes)), fields.syncAttribute];
    for (const name of names) {
      if (typeof name === 'string') workspace.attributes.add({ name, model: 'contact', dataType: 'string' });
    }
  }
}
