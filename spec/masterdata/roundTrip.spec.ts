import assert from 'node:assert/strict';
import fc from 'fast-check';
import { process as getPersonsPolling } from '../../lib/triggers/getPersonsPolling';
import type { Person } from '../../lib/types';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { run } from '../support/component';
import { outputValidator } from '../support/masterdataV2';
import { holdable, mappings, PATHS } from '../support/persons';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
const COMPANIES = ['Blue Sun', 'Green Star', 'Red Moon'];
const TAGS = ['gold', 'partner', 'vip'];

/** A person of the first round, and the tags and companies of a second one. */
const cases = mappings.chain((mapping) =>
  fc.record({
    paths: fc.constant(mapping.attributes.map(({ attribute }) => attribute)),
    person: holdable(mapping),
    rounds: fc.array(
      fc.record({
        tags: fc.subarray(TAGS, { minLength: 1 }),
        companies: fc.subarray(COMPANIES, { minLength: 1 }),
        lists: fc.constantFrom('add', 'replace'),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);

describe('a person that goes to Intercom with its tags and companies', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  const begin = () => {
    sandbox.reset();
    const { attributes, companies } = sandbox.workspace;
    for (const name of [...PATHS, 'firstName', 'middleName', 'lastName'])
      attributes.add({ name, model: 'contact', dataType: 'string' });
    for (const name of COMPANIES) companies.upsert({ company_id: `org ${name}`, name });
  };
  after(() => sandbox.close());

  it('comes back the same, from the upsert and from the trigger', async () => {
    const check = outputValidator('person', { tellEmpty: false });
    await fc.assert(
      fc.asyncProperty(cases, async ({ paths, person: { owner: _, ...person }, rounds }) => {
        begin();
        const fields = { customAttributes: Object.fromEntries(paths.map((path) => [path, path])) };
        const access = { accessToken: sandbox.token, baseUrl: sandbox.url };
        let held: { tags: string[]; companies: string[] } = { tags: [], companies: [] };
        for (const { tags, companies, lists } of rounds) {
          const data = withLists(person, tags, companies);
          const metadata = { recordUid: 'crm-1' };
          const config = { ...access, ...fields, lists, externalIdFrom: 'recordUid' };
          const { errors, emitted } = await run('upsertPerson', { message: { data, metadata }, config });
          assert.deepEqual(errors, []);
          const union = (one: string[], other: string[]) =>
            [...new Set([...(lists === 'add' ? one : []), ...other])].sort();
          held = { tags: union(held.tags, tags), companies: union(held.companies, companies) };
          sandbox.clock.advance(30);
          const polled = await new Flow(getPersonsPolling, sandbox, { startFrom: 'beginning', ...fields }).poll();
          const messages = [...emitted, ...polled.emitted];
          assert.equal(messages.length, 2, 'one from each');
          for (const { data } of messages) {
            const { lastUpdate, ...came } = JSON.parse(JSON.stringify(data));
            assert.ok(check({ ...came, lastUpdate }), JSON.stringify(check.errors));
            assert.deepEqual(comparable(came), comparable(withLists(person, held.tags, held.companies)));
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  const withLists = (person: Person, tags: string[], companies: string[]): Person => ({
    ...person,
    categories: tags.map((name) => ({ name })),
    relations: companies.map(relationTo),
  });
  const relationTo = (name: string) => {
    const { id = '' } = sandbox.workspace.companies.byCompanyId(`org ${name}`) ?? {};
    return { type: 'PersonToOrganization', label: 'Company', uids: [id], partner: { name } };
  };
  /** Lists in one order. Of a company the trigger shows Intercom's id alone, and the upsert, which read it, all ids and its name. */
  const comparable = ({ categories, relations, ...person }: Person) => ({
    ...person,
    categories: categories?.map(({ name }) => name).sort(),
    relations: relations?.map(({ type, label, uids }) => [type, label, uids?.[0]].join()).sort(),
  });
});
