import type { Admin, LogEntry } from '../admins';
import type { PhoneCall } from '../calls';
import type { Company } from '../companies';
import type { Job, Task } from '../jobs';
import type { Note } from '../notes';
import type { Taggable, TaggableKind } from '../taggables';
import type { Applied, Tag } from '../tags';
import type { Segment, SubscriptionType, Workspace } from '../workspace';

const teamIds = (id: string, workspace: Workspace): number[] =>
  workspace.admins.teams.filter((team) => team.admin_ids.includes(id)).map((team) => Number(team.id));

/** An admin; the stamps and seats that the API shows of one. */
export const adminWire = (admin: Admin, workspace: Workspace, avatar = false): object => ({
  type: 'admin',
  id: admin.id,
  name: admin.name,
  email: admin.email,
  job_title: admin.job_title ?? '',
  away_mode_enabled: admin.away_mode_enabled,
  away_mode_reassign: admin.away_mode_reassign,
  away_status_reason_id: admin.away_status_reason_id,
  has_inbox_seat: admin.has_inbox_seat,
  team_ids: teamIds(admin.id, workspace),
  team_priority_level: {},
  ...(avatar ? { avatar: { type: 'avatar', image_url: null } } : {}),
});

/** An admin's e-mail address, or null for one that is not there. */
export const adminEmail = (id: string, workspace: Workspace): string | null => workspace.admins.find(id)?.email ?? null;

/** An entry of the admins' activity log. */
export const logWire = (entry: LogEntry, workspace: Workspace): object => ({
  id: entry.id,
  performed_by: { type: 'admin', id: entry.admin_id, email: adminEmail(entry.admin_id, workspace), ip: '192.0.2.10' },
  metadata: entry.metadata,
  created_at: entry.created_at,
  activity_type: entry.activity_type,
  activity_description: entry.activity_description,
});

export const tagWire = ({ id, name }: Tag): object => ({ type: 'tag', id, name });

/** A tag on a record, or one that was just taken off it. */
export const appliedWire = (applied: Applied, workspace: Workspace): object => ({
  type: 'tag',
  id: applied.id,
  name: workspace.tags.find(applied.id)?.name ?? '',
  applied_at: applied.applied_at,
  applied_by: { type: 'admin', id: applied.admin_id },
});

export const tagsWire = (tags: readonly Applied[], workspace: Workspace): object => ({
  type: 'tag.list',
  tags: tags.map((tag) => appliedWire(tag, workspace)),
});

export const noteWire = (note: Note, workspace: Workspace): object => {
  const author = workspace.admins.find(note.admin_id);
  return {
    type: 'note',
    id: note.id,
    created_at: note.created_at,
    [note.about.type]: note.about,
    author: author ? adminWire(author, workspace) : null,
    body: note.body,
  };
};

export const companyWire = (company: Company, workspace: Workspace): object => ({
  type: 'company',
  id: company.id,
  company_id: company.company_id,
  app_id: workspace.id,
  name: company.name,
  remote_created_at: company.remote_created_at ?? company.created_at,
  created_at: company.created_at,
  updated_at: company.updated_at,
  last_request_at: company.last_request_at ?? null,
  website: company.website ?? null,
  industry: company.industry ?? null,
  size: company.size ?? null,
  monthly_spend: company.monthly_spend ?? 0,
  session_count: 0,
  user_count: 0,
  tags: {
    type: 'tag.list',
    tags: company.tags.map((tag) => ({ type: 'tag', id: tag.id, name: workspace.tags.find(tag.id)?.name })),
  },
  segments: { type: 'segment.list', segments: [] },
  plan: company.plan ? { type: 'plan', id: company.plan.toLowerCase(), name: company.plan } : {},
  custom_attributes: company.custom_attributes,
});

export const segmentWire = ({ id, name, created_at, updated_at, person_type }: Segment): object => ({
  type: 'segment',
  id,
  name,
  created_at,
  updated_at,
  person_type,
});

export const subscriptionWire = (type: SubscriptionType): object => {
  const translation = { name: type.name, description: type.description, locale: 'en' };
  return {
    type: 'subscription',
    id: type.id,
    state: 'live',
    consent_type: type.consent_type,
    default_translation: translation,
    translations: [translation],
    content_types: type.content_types,
  };
};

/** A bulk job; `base` is the address that the client uses. */
export const jobWire = (job: Job, base: string): object => {
  const state = job.completed_at === null ? 'running' : job.failures > 0 ? 'completed_with_errors' : 'completed';
  const task = ({ id, created_at, items }: Task): object => ({
    id,
    item_count: items.length,
    state: job.completed_at === null ? 'pending' : 'completed',
    created_at,
    started_at: job.started_at,
    completed_at: job.completed_at,
  });
  return {
    type: 'contacts.bulk.job',
    id: job.id,
    state,
    created_at: job.created_at,
    updated_at: job.completed_at ?? job.tasks.at(-1)?.created_at ?? job.created_at,
    completed_at: job.completed_at,
    tasks: job.tasks.map(task),
    url: `${base}/contacts/bulk/${job.id}`,
  };
};

/** A ticket, as far as a conversation that was converted needs it; `at` in UNIX seconds. */
export const ticketWire = (
  id: string,
  typeId: string,
  contacts: readonly string[],
  at: number,
  workspace: Workspace,
): object => ({
  type: 'ticket',
  id,
  ticket_id: id,
  category: 'Customer',
  ticket_attributes: {},
  ticket_state: {
    type: 'ticket_state',
    id: '1',
    category: 'submitted',
    internal_label: 'Submitted',
    external_label: 'Submitted',
  },
  ticket_type: {
    type: 'ticket_type',
    id: typeId,
    category: 'Customer',
    name: 'Request',
    description: '',
    icon: '',
    workspace_id: workspace.id,
    is_internal: false,
    archived: false,
    created_at: workspace.createdAt,
    updated_at: workspace.createdAt,
    ticket_type_attributes: { type: 'list', data: [] },
  },
  contacts: {
    type: 'contact.list',
    contacts: contacts.map((contact) => ({
      type: 'contact',
      id: contact,
      external_id: workspace.contacts.all.get(contact)?.external_id ?? null,
    })),
  },
  admin_assignee_id: 0,
  team_assignee_id: 0,
  created_at: at,
  updated_at: at,
  open: true,
  ticket_parts: { type: 'ticket_part.list', ticket_parts: [], total_count: 0 },
  linked_objects: { type: 'list', data: [], total_count: 0, has_more: false },
  is_shared: true,
});

/** A ticket as lists, searches and notifications show it. */
export const taggedTicketWire = (ticket: Taggable, workspace: Workspace): object => ({
  ...ticketWire(ticket.id, ticket.typeId ?? '', [], ticket.created_at, workspace),
  ticket_attributes: { _default_title_: ticket.title },
  ...(ticket.state === 'resolved' && {
    ticket_state: {
      type: 'ticket_state',
      id: '4',
      category: 'resolved',
      internal_label: 'Resolved',
      external_label: 'Resolved',
    },
  }),
  updated_at: ticket.updated_at,
});

/** An article or internal article. */
export const articleWire = ({ id, title, created_at, updated_at, state }: Taggable, kind: TaggableKind): object => ({
  type: kind,
  id,
  title,
  body: `<p>${title}</p>`,
  ...(kind === 'article' && { state: state ?? 'draft' }),
  created_at,
  updated_at,
});

/** A telephone call that is over. */
export const callWire = (call: PhoneCall): object => ({
  type: 'call',
  ...call,
  state: 'completed',
  initiated_at: call.created_at,
  updated_at: call.created_at,
  call_type: 'phone',
  direction: 'inbound',
});
