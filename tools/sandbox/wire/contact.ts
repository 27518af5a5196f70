import type { Contact } from '../contact';
import { isFrom } from '../versions';
import type { Workspace } from '../workspace';

// What a contact shows that the sandbox never fills.
const EMPTY = {
  email_domain: null,
  browser: null,
  browser_version: null,
  browser_language: null,
  os: null,
  android_app_name: null,
  android_app_version: null,
  android_device: null,
  android_os_version: null,
  android_sdk_version: null,
  android_last_seen_at: null,
  ios_app_name: null,
  ios_app_version: null,
  ios_device: null,
  ios_os_version: null,
  ios_sdk_version: null,
  ios_last_seen_at: null,
  utm_campaign: null,
  utm_content: null,
  utm_medium: null,
  utm_source: null,
  utm_term: null,
  referrer: null,
  enabled_push_messaging: null,
} as const;

const NOWHERE = { country: null, region: null, city: null, country_code: null, continent_code: null };

// Intercom embeds the first ten of a contact's tags, companies and notes; the rest is behind `url`.
const EMBEDDED = 10;

function embedded(ids: readonly string[], url: string, item: (id: string) => object): object {
  return {
    type: 'list',
    data: ids.slice(0, EMBEDDED).map(item),
    url,
    total_count: ids.length,
    has_more: ids.length > EMBEDDED,
  };
}

/** A contact as the API shows it. `mergeHistory` adds the contacts that were merged into it, which 2.16 can show. */
export function contactWire(contact: Contact, workspace: Workspace, version: string, mergeHistory = false): object {
  const { id } = contact;
  const addressable = (type: string, plural: string) => (itemId: string) => ({
    id: itemId,
    type,
    url: `/${plural}/${itemId}`,
  });
  const subscriptions = `/contacts/${id}/subscriptions`;
  return {
    type: 'contact',
    id,
    workspace_id: workspace.id,
    external_id: contact.external_id ?? null,
    role: contact.role,
    email: contact.email ?? null,
    phone: contact.phone ?? null,
    name: contact.name ?? null,
    avatar: contact.avatar ? { type: 'avatar', image_url: contact.avatar } : null,
    owner_id: contact.owner_id ?? null,
    social_profiles: { type: 'list', data: [] },
    has_hard_bounced: contact.has_hard_bounced ?? false,
    marked_email_as_spam: contact.marked_email_as_spam ?? false,
    unsubscribed_from_emails: contact.unsubscribed_from_emails ?? false,
    created_at: contact.created_at,
    updated_at: contact.updated_at,
    signed_up_at: contact.signed_up_at ?? null,
    last_seen_at: contact.last_seen_at ?? null,
    last_replied_at: contact.last_replied_at ?? null,
    last_contacted_at: contact.last_contacted_at ?? null,
    last_email_opened_at: contact.last_email_opened_at ?? null,
    last_email_clicked_at: contact.last_email_clicked_at ?? null,
    language_override: contact.language_override ?? null,
    ...EMPTY,
    email_domain: contact.email?.split('@')[1] ?? null,
    browser: contact.browser ?? null,
    browser_language: contact.browser_language ?? null,
    os: contact.os ?? null,
    location: { type: 'location', ...NOWHERE, ...contact.location },
    custom_attributes: contact.custom_attributes,
    tags: embedded(
      contact.tags.map((tag) => tag.id),
      `/contacts/${id}/tags`,
      addressable('tag', 'tags'),
    ),
    notes: embedded(contact.notes, `/contacts/${id}/notes`, addressable('note', 'notes')),
    companies: embedded(contact.companies, `/contacts/${id}/companies`, addressable('company', 'companies')),
    opted_out_subscription_types: embedded(
      contact.opted_out,
      subscriptions,
      addressable('subscription', 'subscription_types'),
    ),
    opted_in_subscription_types: embedded(
      contact.opted_in,
      subscriptions,
      addressable('subscription', 'subscription_types'),
    ),
    ...(mergeHistory && isFrom(version, '2.16') ? { merge_history: contact.merges.map(mergeWire) } : {}),
  };
}

/** An entry of a contact's merge history. */
export const mergeWire = (entry: Contact['merges'][number]): object => ({ type: 'merge_history', ...entry });

/** What archive, block and delete answer, with what was done. */
export const contactReference = ({ id, external_id }: Contact, done: object = {}): object => ({
  type: 'contact',
  id,
  external_id: external_id ?? null,
  ...done,
});
