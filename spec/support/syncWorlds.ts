import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CrmRecord, content, emailOf, type RunningCrm, startCrm } from '../../tools/crm';
import { type Contact, type Sandbox, startSandbox } from '../../tools/sandbox';
import { FlowPair, MARK, type Side } from './flowPair';

/** What happens in two applications and between them. Numbers choose among what is there. */
type Act =
  | { do: 'create'; side: Side }
  /** The same person is entered on both sides. */
  | { do: 'meet'; first: Side }
  | { do: 'edit'; side: Side; pick: number; field: 'lastName' | 'phone' | 'jobTitle' | 'email'; erase: boolean }
  /** The person uses the Messenger: `updated_at` moves, the content does not change. */
  | { do: 'visit'; pick: number }
  | { do: 'delete'; side: Side; pick: number }
  /** A lead is synced, and merged into a user who comes up with the same e-mail address and may have been synced, too. */
  | { do: 'merge'; synced: boolean }
  /** Somebody puts a person into a category, which is a tag in Intercom, or takes it out. */
  | { do: 'tag'; side: Side; pick: number; name: string; on: boolean }
  /** A side's trigger runs; what it emits waits in the queues. */
  | { do: 'poll'; side: Side }
  /** So many of a flow's waiting messages pass their next step. */
  | { do: 'deliver'; side: Side; count: number }
  | { do: 'wait'; seconds: number };

/** A history of two applications that are kept in sync. */
export interface SyncWorld {
  acts: Act[];
  /** Seconds until Intercom's search shows a change. */
  lag: number;
  /** Whether the platform links ids; else persons find each other by e-mail address, which therefore never changes. */
  idLinking: boolean;
  /** Whether upsertPerson may leave its mark in a custom attribute. */
  mark: boolean;
  /** The step field of that name; tags happen unless it is `none`. */
  lists: 'none' | 'add' | 'replace';
}

const pick = fc.nat(30);
const side = fc.constantFrom<Side>('intercom', 'crm');

interface SyncWorldsOptions {
  /** Whether persons visit as well. */
  visits?: boolean;
  deletes?: boolean;
  merges?: boolean;
  lists?: SyncWorld['lists'];
}

/** Histories of persons who are made and edited, and of what the options add. */
export function syncWorlds({
  visits = false,
  deletes = false,
  merges = false,
  lists = 'none',
}: SyncWorldsOptions): fc.Arbitrary<SyncWorld> {
  const act: fc.Arbitrary<Act> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('create'), side }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('meet'), first: side }) },
    {
      weight: 7,
      arbitrary: fc.record({
        do: fc.constant('edit'),
        side,
        pick,
        field: fc.constantFrom('lastName', 'phone', 'jobTitle', 'email'),
        erase: fc.boolean(),
      }),
    },
    ...(visits ? [{ weight: 3, arbitrary: fc.record({ do: fc.constant('visit'), pick }) }] : []),
    ...(deletes ? [{ weight: 1, arbitrary: fc.record({ do: fc.constant('delete'), side, pick }) }] : []),
    ...(merges ? [{ weight: 2, arbitrary: fc.record({ do: fc.constant('merge'), synced: fc.boolean() }) }] : []),
    ...(lists === 'none'
      ? []
      : [
          {
            weight: 5,
            arbitrary: fc.record({
              do: fc.constant('tag'),
              side,
              pick,
              name: fc.constantFrom('gold', 'partner', 'vip'),
              on: fc.boolean(),
            }),
          },
        ]),
    { weight: 6, arbitrary: fc.record({ do: fc.constant('poll'), side }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver'), side, count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 400 }) }) },
  );
  return fc.record({
    acts: fc.array(act, { minLength: 5, maxLength: 30 }),
    lag: fc.constantFrom(0, 0, 30, 300),
    // Without it no deletion is told, and two contacts with one e-mail address are told apart by nothing.
    idLinking: deletes || merges ? fc.constant(true) : fc.boolean(),
    mark: visits ? fc.constant(true) : fc.boolean(),
    lists: fc.constant(lists),
  });
}

/** An edit of a person on one side, and what the person was there after it: undefined is what that side says nothing of. */
interface Edit {
  side: Side;
  at: number;
  content: unknown[];
}

const NOON = 1_767_614_400;

/** Two applications and their two flows while a history is played. */
class Play {
  private readonly pair: FlowPair;
  /** What each person was after each edit; which person a record is, by its side and id. */
  private readonly edits: Edit[][] = [];
  private readonly persons = new Map<string, number>();
  /** Persons that were entered on both sides: until all their messages have passed, their e-mail address ties them. */
  private readonly met = new Set<number | undefined>();
  private texts = 0;

  constructor(
    private readonly world: SyncWorld,
    private readonly sandbox: Sandbox,
    private readonly crm: RunningCrm,
  ) {
    const { idLinking, mark, lists } = world;
    const fields = {
      customAttributes: { jobTitle: 'job_title' },
      lists,
      deleteMode: 'permanent',
      ...(mark && { syncAttribute: MARK }),
    };
    this.pair = new FlowPair(sandbox, crm, { kind: 'Person', idLinking, fields });
  }

  async whole(): Promise<void> {
    await this.pair.pollBoth();
    for (const act of this.world.acts) {
      // Edits within one second cannot be told apart by time.
      this.sandbox.clock.advance(2);
      await this.act(act);
    }
    await this.pair.settle(this.world.lag);
    this.sandbox.clock.advance(600);
    const writes = this.pair.countWrites();
    await this.pair.settle(this.world.lag);
    assert.deepEqual(writes(), { intercom: 0, crm: 0 }, 'writes although nothing happens');
    this.checkEqual();
    this.checkNothingLost();
  }

  private async act(act: Act): Promise<void> {
    const { workspace } = this.sandbox;
    switch (act.do) {
      case 'create':
        this.create(act.side, this.newPerson());
        break;
      case 'meet': {
        const person = this.newPerson();
        this.met.add(person);
        this.create(act.first, person);
        this.sandbox.clock.advance(2);
        this.create(act.first === 'crm' ? 'intercom' : 'crm', person);
        break;
      }
      case 'edit':
        this.edit(act);
        break;
      case 'tag':
        this.tag(act);
        break;
      case 'visit': {
        const contact = chosen(this.contacts(), act.pick);
        if (contact) workspace.contacts.set(contact.id, { last_seen_at: this.sandbox.clock.now() });
        break;
      }
      case 'delete': {
        // A deletion that crosses an edit of the same person may end either way; docs/sync.md says so.
        await this.pair.settle(this.world.lag);
        const id = this.chosenId(act.side, act.pick);
        if (id === undefined) break;
        if (act.side === 'intercom') workspace.contacts.delete(id);
        else this.crm.remove('persons', id);
        await this.pair.settle(this.world.lag);
        break;
      }
      case 'merge':
        await this.merge(act);
        break;
      case 'poll':
        await this.pair.poll(act.side);
        break;
      case 'deliver':
        for (let count = 0; count < act.count; count += 1) await this.pair.deliver(act.side);
        break;
      case 'wait':
        this.sandbox.clock.advance(act.seconds);
    }
  }

  private newPerson(): number {
    this.edits.push([]);
    return this.edits.length - 1;
  }

  private create(side: Side, person: number): string {
    const email = emailFor(person);
    const lastName = this.newText('Name');
    if (side === 'intercom') {
      const { id } = this.sandbox.workspace.contacts.create({
        role: 'user',
        email,
        name: `Ada ${lastName}`,
        phone: '+15550100',
      });
      this.persons.set(`intercom ${id}`, person);
      this.noteEdit(side, id);
      return id;
    }
    const contactData = [{ type: 'email', value: email }];
    const { uid } = this.crm.create('persons', { firstName: 'Ada', lastName, contactData });
    this.persons.set(`crm ${uid}`, person);
    this.noteEdit(side, uid);
    return uid;
  }

  private edit({ side, pick, field, erase }: Extract<Act, { do: 'edit' }>): void {
    const id = this.chosenId(side, pick);
    if (id === undefined) return;
    if (field === 'email' && !this.mayMove(side, id)) return;
    const text = this.newText('edit');
    const value = field === 'email' ? `${text}@example.com` : field === 'phone' ? `+1555${text.slice(4)}` : text;
    const kept = erase && (field === 'phone' || field === 'jobTitle') ? null : value;
    if (side === 'intercom') {
      const { contacts } = this.sandbox.workspace;
      const { phone, custom_attributes } = contacts.get(id);
      // To erase what is empty moves updated_at and leaves the content: that is a visit, and no edit that could be lost.
      if (kept === null && !(field === 'phone' ? phone : custom_attributes.job_title)) return;
      if (field === 'lastName') contacts.update(id, { name: `Ada ${value}` });
      else if (field === 'jobTitle') contacts.update(id, { custom_attributes: { job_title: kept } });
      else contacts.update(id, { [field]: kept });
    } else if (field === 'lastName' || field === 'jobTitle') this.crm.edit('persons', id, { [field]: kept });
    else this.crm.edit('persons', id, { contactData: [{ type: field, value: kept }] });
    this.noteEdit(side, id);
  }

  /** Both are one person, who is deleted on neither side. */
  private async merge({ synced }: Extract<Act, { do: 'merge' }>): Promise<void> {
    const person = this.newPerson();
    this.met.add(person);
    const { contacts } = this.sandbox.workspace;
    const lead = contacts.create({ role: 'lead', email: emailFor(person), name: 'Ada Lead' }).id;
    await this.pair.settle(this.world.lag);
    const user = this.create('intercom', person);
    if (synced) await this.pair.settle(this.world.lag);
    this.sandbox.clock.advance(2);
    contacts.merge(lead, user);
  }

  private tag({ side, pick, name, on }: Extract<Act, { do: 'tag' }>): void {
    const id = this.chosenId(side, pick);
    if (id === undefined) return;
    const { contacts, tags } = this.sandbox.workspace;
    const before = side === 'crm' ? categoriesOf(this.crm.get('persons', id)) : this.tagsOf(contacts.get(id));
    if (before.includes(name) === on) return;
    if (side === 'crm') {
      const names = on ? [...before, name] : before.filter((one) => one !== name);
      this.crm.edit('persons', id, { categories: names.map((one) => ({ name: one })) });
    } else if (on) contacts.tag(id, tags.applied(tags.named(name).id));
    else contacts.untag(id, tags.named(name).id);
    this.noteEdit(side, id);
  }

  /** Names of a contact's tags, sorted. */
  private tagsOf({ tags }: Contact): string[] {
    return tags.map(({ id }) => this.sandbox.workspace.tags.get(id).name).sort();
  }

  private chosenId(side: Side, pick: number): string | undefined {
    return side === 'intercom' ? chosen(this.contacts(), pick)?.id : chosen(this.crm.all('persons'), pick)?.uid;
  }

  /** Whether a person's e-mail address can change without taking it apart from its other half. */
  private mayMove(side: Side, id: string): boolean {
    return this.world.idLinking && !this.met.has(this.personOf(side, id));
  }

  private noteEdit(side: Side, id: string): void {
    const person = this.personOf(side, id);
    if (person === undefined) return;
    const content: unknown[] =
      side === 'crm'
        ? saidIn(this.crm.get('persons', id))
        : JSON.parse(ofContact(this.sandbox.workspace.contacts.get(id)));
    this.edits[person]?.push({ side, at: this.sandbox.clock.now(), content });
  }

  /** Which person a record is: as it was made, or as its twin, which has the same content by now. */
  private personOf(side: Side, id: string): number | undefined {
    const key = `${side} ${id}`;
    const known = this.persons.get(key);
    if (known !== undefined) return known;
    const other = side === 'crm' ? 'intercom' : 'crm';
    const twin = this.pair.linked(other, id);
    const email =
      side === 'crm' ? emailOf(this.crm.get('persons', id).fields) : this.sandbox.workspace.contacts.get(id).email;
    const byEmail = this.edits.findIndex((_, person) => email === emailFor(person));
    const person =
      (twin === undefined ? undefined : this.persons.get(`${other} ${twin}`)) ?? (byEmail < 0 ? undefined : byEmail);
    if (person !== undefined) this.persons.set(key, person);
    return person;
  }

  private newText(word: string): string {
    this.texts += 1;
    return `${word}${String(this.texts).padStart(4, '0')}`;
  }

  private contacts(): Contact[] {
    return [...this.sandbox.workspace.contacts.all.values()].filter(({ archived }) => !archived);
  }

  private checkEqual(): void {
    const isListed = this.world.lists !== 'none';
    const listed = (text: string, names: readonly string[]) => `${text}${isListed ? ` ${names.join()}` : ''}`;
    const ours = this.contacts().map((contact) => listed(ofContact(contact), this.tagsOf(contact)));
    const theirs = this.crm.all('persons').map((record) => listed(ofRecord(record), categoriesOf(record)));
    assert.deepEqual(ours.sort(), theirs.sort(), 'Intercom has another content than the CRM');
    assert.equal(new Set(ours).size, ours.length, 'somebody is there twice');
  }

  /** Each person is what the latest edit made of it, or of an edit of each side where visits hide which was later. */
  private checkNothingLost(): void {
    const finals = new Set(this.contacts().map(ofContact));
    const visited = this.world.acts.some((act) => act.do === 'visit');
    const deleted = this.world.acts.some((act) => act.do === 'delete');
    // Without a mark nobody can tell an edit in Intercom from our own write, and the message prevails.
    if (deleted || !this.world.mark) return;
    for (const edits of this.edits) {
      if (edits.length === 0) continue;
      const latest = edits.reduce((one, other) => (other.at > one.at ? other : one));
      const ofEachSide = ['intercom', 'crm'].flatMap((side) => edits.findLast((edit) => edit.side === side) ?? []);
      const allowed = visited ? ofEachSide : [latest];
      const isKept = (edit: Edit) => [...finals].some((final) => isWithin(edit.content, final));
      assert.ok(allowed.some(isKept), `an edit is lost: ${JSON.stringify({ edits, finals: [...finals] })}`);
    }
  }
}

function chosen<T>(all: readonly T[], pick: number): T | undefined {
  return all[pick % Math.max(1, all.length)];
}

/**
 * Whether the final content is this one. What a message leaves out stays as it is on the other side, so where the CRM
 * never heard of a phone, its later edit of the name and an earlier one of the phone are both kept.
 */
function isWithin(content: readonly unknown[], final: string): boolean {
  const values: unknown[] = JSON.parse(final);
  return content.every((value, index) => value === undefined || value === values[index]);
}

const emailFor = (person: number): string => `person-${person}@example.com`;

const told = (...values: unknown[]): string => JSON.stringify(values.map((value) => value ?? null));

/** What the mapping holds of a contact, and of a person of the CRM: the same text for the same content. */
const ofContact = ({ name, email, phone, custom_attributes }: Contact): string =>
  told(name, email?.toLowerCase(), phone, custom_attributes.job_title);

function ofRecord({ fields }: CrmRecord): string {
  const { displayName, contactData, jobTitle } = content(fields);
  const phone = Array.isArray(contactData) ? contactData.find(({ type }) => type === 'phone')?.value : undefined;
  return told(displayName, emailOf(fields)?.toLowerCase(), phone, jobTitle);
}

/** Names of a record's categories, sorted. */
function categoriesOf({ fields: { categories } }: CrmRecord): string[] {
  return Array.isArray(categories) ? categories.map(({ name }) => String(name)).sort() : [];
}

/** The same of a record, with undefined for what its messages leave out. */
function saidIn(record: CrmRecord): unknown[] {
  const { contactData, jobTitle } = record.fields;
  const saysPhone = Array.isArray(contactData) && contactData.some(({ type }) => type === 'phone');
  const [name, email, phone, job]: unknown[] = JSON.parse(ofRecord(record));
  return [name, email, saysPhone ? phone : undefined, jobTitle === undefined ? undefined : job];
}

/** Plays a history to its end and checks what must hold after it. */
export async function playSync(world: SyncWorld): Promise<void> {
  const sandbox = await startSandbox({ now: NOON, indexLagSeconds: world.lag });
  for (const name of ['job_title', MARK])
    sandbox.workspace.attributes.add({ name, model: 'contact', dataType: 'string' });
  const crm = await startCrm(() => sandbox.clock.now());
  try {
    await new Play(world, sandbox, crm).whole();
  } finally {
    await crm.close();
    await sandbox.close();
  }
}
