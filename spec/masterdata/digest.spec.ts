import assert from 'node:assert/strict';
import { contactDigest, fieldsDigest } from '../../lib/masterdata/digest';
import { mappingOf } from '../../lib/masterdata/settings';

describe('master data: digests of content', () => {
  const mapping = mappingOf({}, 'person');
  const digests = {
    contactDigest: (phone: string) => contactDigest({ phone }, mapping),
    fieldsDigest: (phone: string) => fieldsDigest({ phone }),
  };

  for (const [name, digest] of Object.entries(digests)) {
    it(`take a telephone number for the same however it is written: ${name}`, () => {
      assert.equal(digest('+1 555 0100'), digest('+15550100'));
      assert.notEqual(digest('+15550101'), digest('+15550100'));
      assert.notEqual(digest('by night'), digest('by day'));
    });
  }
});
