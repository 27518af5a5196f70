import assert from 'node:assert/strict';
import { ConfigurationError } from '../../lib/intercom/errors';
import {
  type Availability,
  DEFAULT_VERSION,
  describeAvailability,
  parseVersion,
  VERSIONS,
  versionFor,
} from '../../lib/intercom/versions';

const no = undefined;

/** What each version gets, in the order of VERSIONS; `no` where the operation is refused. */
const GATES: [title: string, availability: Availability, sentAs: (string | undefined)[]][] = [
  ['is always there', {}, ['2.7', '2.8', '2.9', '2.10', '2.11', '2.12', '2.13', '2.14', '2.15', '2.16', 'Preview']],
  [
    'came with 2.10',
    { since: '2.10' },
    [no, no, no, '2.10', '2.11', '2.12', '2.13', '2.14', '2.15', '2.16', 'Preview'],
  ],
  ['came with 2.16', { since: '2.16' }, [no, no, no, no, no, no, no, no, no, '2.16', 'Preview']],
  [
    'was withdrawn after 2.9',
    { until: '2.9' },
    ['2.7', '2.8', '2.9', '2.9', '2.9', '2.9', '2.9', '2.9', '2.9', '2.9', '2.9'],
  ],
  [
    'came with 2.8 and was withdrawn after 2.11',
    { since: '2.8', until: '2.11' },
    [no, '2.8', '2.9', '2.10', '2.11', '2.11', '2.11', '2.11', '2.11', '2.11', '2.11'],
  ],
  ['exists in Preview only', { since: 'Preview' }, Array(11).fill('Preview')],
];

describe('intercom/versions', () => {
  for (const [title, availability, sentAs] of GATES) {
    it(`sends an operation that ${title} with the right version, or refuses it`, () => {
      const got = VERSIONS.map((wanted) => {
        try {
          return versionFor({ request: 'GET /tags', ...availability }, wanted);
        } catch (error) {
          assert.ok(error instanceof ConfigurationError);
          return no;
        }
      });
      assert.deepEqual(got, sentAs);
    });
  }

  it('asks for 2.16 where nobody chose', () => {
    assert.equal(versionFor({ request: 'GET /tags' }), '2.16');
    assert.equal(DEFAULT_VERSION, '2.16');
    assert.equal(versionFor({ request: 'GET /tags', until: '2.11' }), '2.11');
  });

  it('says in a refusal which versions have the operation and what to do', () => {
    assert.throws(() => versionFor({ request: 'GET /brands', since: '2.14' }, '2.9'), {
      name: 'ConfigurationError',
      message:
        "GET /brands does not exist in version 2.9 of Intercom's API; it is in 2.14 and newer. " +
        'Set apiVersion to 2.14 or newer, or leave it out.',
    });
    assert.throws(() => versionFor({ request: 'GET /brands', since: '2.8', until: '2.11' }, '2.7'), /2\.8 to 2\.11/);
  });

  it('reads every version that Intercom has, and Preview in any case', () => {
    for (const version of VERSIONS) assert.equal(parseVersion(version), version);
    assert.equal(parseVersion('preview'), 'Preview');
    assert.equal(parseVersion('PREVIEW'), 'Preview');
  });

  it('takes 2.1 for the 2.10 that a JSON number loses its last digit of', () => {
    assert.equal(parseVersion('2.1'), '2.10');
  });

  it('refuses any other, and names those there are but not what was written', () => {
    for (const wrong of ['', '2', '2.6', '2.17', '2.2', '2.70', 'v2.16', '2.16.0', 'Preview2', 'length']) {
      assert.throws(
        () => parseVersion(wrong),
        (error: Error) => {
          assert.equal(error.name, 'ConfigurationError');
          assert.match(error.message, /^apiVersion .*2\.7, 2\.8.*2\.16, Preview\.$/);
          if (wrong.length > 4) assert.ok(!error.message.includes(wrong));
          return true;
        },
      );
    }
  });

  it('describes where an operation is', () => {
    assert.equal(describeAvailability({}), '2.7 and newer');
    assert.equal(describeAvailability({ since: '2.12' }), '2.12 and newer');
    assert.equal(describeAvailability({ until: '2.9' }), '2.7 to 2.9');
    assert.equal(describeAvailability({ since: 'Preview' }), 'Preview only');
  });
});
