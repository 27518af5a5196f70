import { BLANK, type Contact } from './contact';
import { blankConversation, type Part } from './conversation';
import { seededRandom } from './random';
import type { Workspace } from './workspace';

const DAY = 86_400;
const YEARS = 2 * 365 * DAY;

// Made once and shared, so that 100,000 contacts stay small.
const FIRST = ['Nora', 'Emil', 'Tilda', 'Jonas', 'Amara', 'Ravi', 'Lucia', 'Oskar', 'Mina', 'Tomas', 'Yuki', 'Elsa'];
const LAST = ['Lindqvist', 'Okafor', 'Baumann', 'Ferreira', 'Novak', 'Sato', 'Moreau', 'Kowalski', 'Haugen', 'Iyer'];
const NAMES = FIRST.flatMap((first) => LAST.map((last) => `${first} ${last}`));
const PHONES = Array.from({ length: 100 }, (_, index) => `+1 555 01${String(index).padStart(2, '0')}`);
const PLANS = ['free', 'team', 'business'];
const QUESTIONS = [
  'How do I change my plan?',
  'The export is empty.',
  'Can we get an invoice?',
  'Where is the audit log?',
];

/**
 * Fills a workspace with many contacts and conversations whose stamps spread over the last two years. One contact in a
 * hundred was last changed in one and the same second, as a bulk import leaves them.
 */
export function seedMany(workspace: Workspace, contacts: number, conversations: number): void {
  const random = seededRandom(contacts * 31 + conversations);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const now = workspace.clock.now();
  const imported = now - 3 * DAY;
  workspace.attributes.add({ name: 'plan', model: 'contact', dataType: 'string' });
  workspace.attributes.add({ name: 'seats', model: 'contact', dataType: 'integer' });
  const attributes = PLANS.map((plan, index) => ({ plan, seats: 1 + index * 10 }));
  const ids: string[] = [];
  for (let index = 0; index < contacts; index++) {
    const created = now - 1 - Math.floor(random() * YEARS);
    const isImported = index % 100 === 99 && created < imported;
    const contact: Contact = {
      ...BLANK,
      id: workspace.ids.contact(created),
      role: index % 5 === 4 ? 'lead' : 'user',
      external_id: index % 5 === 4 ? null : `crm-${index + 1}`,
      email: `person${index + 1}@example.com`,
      phone: pick(PHONES) ?? null,
      name: pick(NAMES) ?? null,
      created_at: created,
      updated_at: isImported ? imported : created + Math.floor(random() * (now - created)),
      custom_attributes: pick(attributes) ?? BLANK.custom_attributes,
    };
    workspace.contacts.settle(contact);
    ids.push(contact.id);
  }
  if (conversations > 0 && ids.length === 0) throw new RangeError('Conversations need at least one contact');
  const adminId = workspace.admins.me().id;
  for (let index = 0; index < conversations; index++) {
    const contactId = ids[Math.floor(random() * ids.length)] ?? '';
    const created = now - 1 - Math.floor(random() * YEARS);
    const answered = created + 1 + Math.floor(random() * (now - created - 1));
    const author = workspace.conversations.authorOf(contactId);
    const blank = blankConversation(workspace.ids.conversation(), created, contactId, {
      type: 'conversation',
      id: workspace.ids.message(),
      delivered_as: 'customer_initiated',
      subject: '',
      body: `<p>${pick(QUESTIONS)}</p>`,
      author,
      redacted: false,
    });
    const part: Part = {
      id: workspace.ids.part(),
      part_type: 'comment',
      body: '<p>We look into it.</p>',
      created_at: answered,
      updated_at: answered,
      author: { type: 'admin', id: adminId },
      assigned_to: null,
      attachments: [],
      redacted: false,
      state: 'open',
    };
    const isAnswered = index % 2 === 0;
    workspace.conversations.settle(
      { ...blank, updated_at: isAnswered ? answered : created, waiting_since: isAnswered ? null : created },
      isAnswered ? [part] : [],
    );
  }
}
