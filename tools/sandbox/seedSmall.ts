import type { Workspace } from './workspace';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Fills a workspace with a small helpdesk: three admins, a team, twelve contacts, four companies, six tags, eight conversations. */
export function seedSmall(workspace: Workspace): void {
  const {
    admins,
    attributes,
    clock,
    companies,
    contacts,
    conversations,
    ids,
    notes,
    segments,
    subscriptionTypes,
    tags,
  } = workspace;

  // Things happened in the past: the clock goes there for a moment, so that all stamps come out as they would have.
  const ago = <Result>(seconds: number, act: () => Result): Result => {
    clock.advance(-seconds);
    try {
      return act();
    } finally {
      clock.advance(seconds);
    }
  };

  const ada = admins.me().id;
  const bruno = admins.add({ name: 'Bruno Castel', email: 'bruno@example.com', job_title: 'Support agent' }).id;
  const chiara = admins.add({ name: 'Chiara Winter', email: 'chiara@example.com', job_title: 'Account manager' }).id;
  const team = admins.addTeam('Support', [ada, bruno]);
  ago(90 * DAY, () =>
    admins.record(ada, 'app_team_creation', 'Ada Sandbox made the team Support', { team: team.name }),
  );
  ago(2 * DAY, () => admins.record(bruno, 'admin_login_success', 'Bruno Castel logged in'));
  ago(5 * HOUR, () => admins.record(ada, 'office_hours_change', 'Ada Sandbox changed the office hours'));

  for (const [name, dataType] of [
    ['plan', 'string'],
    ['seats', 'integer'],
    ['monthly_spend', 'float'],
    ['newsletter', 'boolean'],
    ['renewal_at', 'date'],
  ] as const) {
    attributes.add({ name, model: 'contact', dataType });
  }
  attributes.add({ name: 'topic', model: 'conversation', dataType: 'string' });
  attributes.add({ name: 'urgent', model: 'conversation', dataType: 'boolean' });

  const company = (company_id: string, name: string, industry: string, size: number): string =>
    ago(120 * DAY, () => companies.upsert({ company_id, name, industry, size, website: 'https://example.org' })).id;
  const mill = company('crm-org-1', 'Harbour Mill Bakery', 'Food', 42);
  const optics = company('crm-org-2', 'Northlight Optics', 'Manufacturing', 180);
  const tours = company('crm-org-3', 'Lakeside Tours', 'Travel', 9);
  const studio = company('crm-org-4', 'Paper Kite Studio', 'Design', 5);

  const tag = (name: string): string => ago(100 * DAY, () => tags.named(name)).id;
  const vip = tag('VIP');
  const trial = tag('Trial');
  const billing = tag('Billing');
  const bug = tag('Bug report');
  const praise = tag('Praise');
  tag('Newsletter');

  const user = (days: number, name: string, phone: string, companyId: string, plan: string, seats: number): string =>
    ago(days * DAY, () => {
      const [first = ''] = name.toLowerCase().split(' ');
      const number = contacts.all.size + 1;
      const { id } = contacts.create({
        role: 'user',
        external_id: `crm-${number}`,
        email: `${first}@example.com`,
        name,
        phone,
        signed_up_at: clock.now(),
        owner_id: chiara,
        custom_attributes: { plan, seats, newsletter: number % 2 === 0 },
      });
      contacts.addCompany(id, companyId);
      return id;
    });
  const lead = (days: number, name: string | null, email: string | null): string =>
    ago(days * DAY, () => contacts.create({ role: 'lead', name, email })).id;

  const nora = user(80, 'Nora Lindqvist', '+1 555 0101', mill, 'business', 12);
  const emil = user(75, 'Emil Okafor', '+1 555 0102', mill, 'business', 12);
  const tilda = user(60, 'Tilda Baumann', '+1 555 0103', optics, 'team', 5);
  const jonas = user(45, 'Jonas Ferreira', '+1 555 0104', optics, 'team', 5);
  const amara = user(30, 'Amara Novak', '+1 555 0105', tours, 'free', 1);
  const ravi = user(21, 'Ravi Sato', '+1 555 0106', studio, 'team', 3);
  user(14, 'Lucia Moreau', '+1 555 0107', studio, 'free', 1);
  user(7, 'Oskar Haugen', '+1 555 0108', tours, 'free', 1);
  const mina = lead(10, 'Mina Iyer', 'mina@example.org');
  lead(6, 'Tomas Kowalski', 'tomas@example.org');
  // Two contacts with one e-mail address: a lead wrote before the user logged in.
  lead(3, 'Ravi', 'ravi@example.com');
  const visitor = lead(1, null, null);

  const active = {
    id: ids.other(),
    name: 'Active users',
    person_type: 'user',
    created_at: clock.now() - 90 * DAY,
    updated_at: clock.now() - 90 * DAY,
  } as const;
  const important = { ...active, id: ids.other(), name: 'Important customers', tagId: vip } as const;
  segments.push(active, important);
  subscriptionTypes.push(
    {
      id: ids.other(),
      name: 'Product news',
      description: 'What is new each month',
      consent_type: 'opt_out',
      content_types: ['email'],
    },
    {
      id: ids.other(),
      name: 'Service alerts',
      description: 'Planned maintenance',
      consent_type: 'opt_in',
      content_types: ['sms_message'],
    },
  );
  const [news, alerts] = subscriptionTypes;
  ago(12 * DAY, () => {
    contacts.tag(nora, tags.applied(vip));
    contacts.tag(tilda, tags.applied(vip, chiara));
    contacts.tag(amara, tags.applied(trial));
    contacts.set(nora, {
      segments: [active.id, important.id],
      opted_in: alerts ? [alerts.id] : [],
      last_seen_at: clock.now() - HOUR,
    });
    contacts.set(tilda, {
      segments: [important.id],
      opted_out: news ? [news.id] : [],
      location: { country: 'Sweden', region: 'Uppsala', city: 'Uppsala' },
    });
    companies.tag(mill, tags.applied(vip));
    notes.create({ type: 'contact', id: nora }, 'Prefers to be called in the morning.', chiara);
    notes.create({ type: 'contact', id: tilda }, 'Runs the optics line; decides on seats.', bruno);
    notes.create({ type: 'company', id: mill }, 'Renewal talks start in spring.', chiara);
  });

  const ask = (seconds: number, by: string, body: string, subject?: string): string =>
    ago(seconds, () => conversations.create({ by, body, ...(subject ? { subject } : {}) })).id;
  const answer = (seconds: number, id: string, as: string, body: string, type: 'comment' | 'note' = 'comment') =>
    ago(seconds, () => conversations.reply(id, { as, body, type }));

  const seats = ask(20 * DAY, nora, 'Can I add two more seats before the month ends?', 'Seats');
  ago(20 * DAY - 5 * MINUTE, () => conversations.assign(seats, ada, 'admin', chiara));
  answer(20 * DAY - 20 * MINUTE, seats, chiara, 'Yes. I have added them, and they count from next month.');
  answer(20 * DAY - HOUR, seats, nora, 'Perfect, thank you!');
  ago(20 * DAY - 2 * HOUR, () => conversations.close(seats, chiara, 'Glad to help.'));
  ago(19 * DAY, () => conversations.rate(seats, 5, 'Quick and friendly'));
  ago(19 * DAY, () => conversations.tag(seats, tags.applied(praise, chiara)));

  const invoice = ask(9 * DAY, tilda, 'The invoice of last month shows the wrong address.', 'Invoice');
  ago(9 * DAY - 2 * MINUTE, () => conversations.tag(invoice, tags.applied(billing, bruno)));
  answer(9 * DAY - 15 * MINUTE, invoice, bruno, 'Asked accounting; the address in the CRM is old.', 'note');
  answer(9 * DAY - HOUR, invoice, bruno, 'Sorry about that. A corrected invoice is on its way.');
  ago(8 * DAY, () =>
    conversations.update(invoice, { title: 'Wrong address on invoice', custom_attributes: { topic: 'billing' } }),
  );
  ago(8 * DAY - HOUR, () => conversations.close(invoice, bruno));

  const report = ask(6 * DAY, jonas, 'The CSV export stops after 500 lines.', 'Export');
  ago(6 * DAY - HOUR, () => conversations.tag(report, tags.applied(bug, bruno)));
  answer(5 * DAY, report, bruno, 'We found the cause and are testing a fix.');
  ago(5 * DAY - MINUTE, () => conversations.snooze(report, bruno, clock.now() + 14 * DAY));

  const price = ask(4 * DAY, mina, 'What does the team plan cost for twenty people?');
  ago(4 * DAY - 10 * MINUTE, () => conversations.assign(price, ada, 'team', team.id));
  answer(4 * DAY - 30 * MINUTE, price, ada, 'It depends on the term; may I send you an offer?');
  answer(3 * DAY, price, mina, 'Please do.');

  const login = ask(2 * DAY, amara, 'I cannot log in since this morning.', 'Login');
  answer(2 * DAY - 8 * MINUTE, login, bruno, 'Please try the link that I have just sent.');
  answer(2 * DAY - 20 * MINUTE, login, amara, 'It works again.');

  ask(5 * HOUR, emil, 'Is there a dark theme?');
  const outage = ask(50 * MINUTE, ravi, 'Your status page says degraded. Are we affected?', 'Status');
  ago(45 * MINUTE, () => conversations.update(outage, { custom_attributes: { urgent: true } }));
  ask(10 * MINUTE, visitor, 'Hello, is anybody there?');

  ago(DAY, () => conversations.addSideConversation(report, bruno, 'Can engineering look at the export limit?'));
  conversations.addHandlingEvent(login, {
    admin_id: bruno,
    type: 'paused',
    at: clock.now() - 2 * DAY + 9 * MINUTE,
    reason: 'Waiting',
  });
  conversations.addHandlingEvent(login, { admin_id: bruno, type: 'resumed', at: clock.now() - 2 * DAY + 21 * MINUTE });

  workspace.articles.add('Getting started');
  workspace.internalArticles.add('How we answer');
  workspace.contentSnippets.add('Refund rules');
  workspace.tickets.add('Broken printer');
}
