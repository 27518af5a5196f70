import assert from 'node:assert/strict';
import { isCustom } from '../../lib/masterdata/transform';
import { flag } from '../../lib/oih/fields';
import { fixtures } from '../support/fixtures';
import { outputValidator } from '../support/masterdataV2';

describe('what comes out of an upsert', () => {
  for (const [name, kind] of [
    ['upsertPerson', 'person'],
    ['upsertOrganization', 'organization'],
  ] as const) {
    it(`is ${kind} of the master data model V2, whatever went in (${name})`, () => {
      const all = (fixtures().get(name) ?? []).filter(({ fields = {} }) => !isCustom(fields));
      const emitted = all.flatMap(({ title, fields = {}, emitted: out = [] }) =>
        out.map(({ data }) => ({ title, data, tellEmpty: flag(fields, 'tellEmpty') })),
      );
      assert.ok(emitted.length > 5);
      for (const { title, data, tellEmpty } of emitted) {
        const check = outputValidator(kind, { tellEmpty });
        assert.ok(check(data), `${title}: ${JSON.stringify(check.errors)}`);
      }
    });
  }
});
