import { missing, Refusal } from '../errors';
import { isObject, objectAt, objectsAt, requiredText, text } from '../input';
import type { Body, Call, Route } from '../router';
import { jobWire } from '../wire/others';

const MAX_CONTACTS = 100;

const unprocessable = (code: string, message: string): Refusal =>
  new Refusal(422, code, message, { field: 'contacts' });

function submit(call: Call, needsId: boolean, apply: (item: Body) => void): object {
  const { contacts } = call.body;
  if (contacts === undefined) throw unprocessable('field_not_found', 'The list of contacts is missing');
  if (!Array.isArray(contacts)) throw unprocessable('type_mismatch', 'contacts takes a list');
  if (!contacts.every(isObject)) throw unprocessable('type_mismatch', 'contacts holds objects only');
  if (contacts.length > MAX_CONTACTS)
    throw unprocessable('parameter_invalid', `One request takes ${MAX_CONTACTS} contacts`);
  if (needsId && !contacts.every((contact) => contact.id))
    throw unprocessable('field_not_found', 'Each contact needs its id');
  const jobId = text(objectAt(call.body, 'job') ?? {}, 'id') ?? undefined;
  return jobWire(call.workspace.jobs.submit(contacts, apply, jobId), call.url.origin);
}

function write({ workspace }: Call, id: string, item: Body): void {
  for (const entry of objectsAt(item, 'companies') ?? []) {
    const company_id = requiredText(entry, 'company_id');
    const name = text(entry, 'name');
    if (entry.remove === true) {
      const known = workspace.companies.byCompanyId(company_id);
      if (known) workspace.contacts.removeCompany(id, known.id);
    } else {
      const company = workspace.companies.upsert(name ? { company_id, name } : { company_id });
      workspace.contacts.addCompany(id, company.id);
    }
  }
  const tags = objectAt(item, 'tags') ?? {};
  for (const tag of objectsAt(tags, 'add') ?? []) {
    workspace.contacts.tag(id, workspace.tags.applied(workspace.tags.get(requiredText(tag, 'id')).id));
  }
  for (const tag of objectsAt(tags, 'remove') ?? []) workspace.contacts.untag(id, requiredText(tag, 'id'));
}

/** Bulk jobs on contacts, which only Preview has. */
export const bulkRoutes: readonly Route[] = [
  {
    request: 'POST /contacts/bulk',
    since: 'Preview',
    status: 202,
    handle: (call) => submit(call, false, (item) => write(call, call.workspace.contacts.create(item).id, item)),
  },
  {
    request: 'PUT /contacts/bulk',
    since: 'Preview',
    status: 202,
    handle: (call) =>
      submit(call, true, (item) =>
        write(call, call.workspace.contacts.update(requiredText(item, 'id'), item).id, item),
      ),
  },
  {
    request: 'POST /contacts/bulk/delete',
    since: 'Preview',
    status: 202,
    handle: (call) => submit(call, true, (item) => void call.workspace.contacts.delete(requiredText(item, 'id'))),
  },
  {
    request: 'GET /contacts/bulk/{job_id}',
    since: 'Preview',
    handle: ({ workspace, path, url }) => {
      const id = path('job_id');
      if (id === '') throw missing('job_id');
      return jobWire(workspace.jobs.get(id), url.origin);
    },
  },
];
