import assert from 'node:assert/strict';
import { type CampaignOptions, fuzzActions, fuzzPolling, fuzzWebhooks, type Outcome } from './campaign';
import { startWire, type Wire } from './wire';

/** The short form of `npm run fuzz`: the same inputs each time, others with FUZZ_SEED; the long form has new ones each time. */
const SEED = Number(process.env.FUZZ_SEED ?? 45_634_441);
const RUNS = Number(process.env.FUZZ_RUNS ?? 4);

describe(`fuzz, FUZZ_SEED=${SEED}`, function () {
  this.timeout(600_000);
  let wire: Wire;
  before(async () => {
    wire = await startWire();
  });
  after(() => wire.close());

  const campaigns: [
    what: string,
    campaign: (wire: Wire, options: CampaignOptions) => Promise<Outcome>,
    runs: number,
  ][] = [
    [
      'actions send what fits whole and as declared, refuse what is broken by name, and tell no secret',
      fuzzActions,
      RUNS,
    ],
    ['polling triggers withstand any fields and any state, and tell no secret', fuzzPolling, RUNS * 5],
    ['webhook triggers withstand whatever comes to them, and tell no secret', fuzzWebhooks, RUNS * 5],
  ];
  for (const [what, campaign, runs] of campaigns) {
    it(what, async () => {
      const { functions, inputs, refused, sent, repeated, findings } = await campaign(wire, { seed: SEED, runs });
      assert.equal(findings.length, 0, findings.join('\n'));
      // A campaign in which nothing gets anywhere proves nothing.
      assert.ok(functions >= 18 && inputs >= functions * runs);
      assert.ok(repeated > 0, 'no request was tried again');
      assert.ok(sent > inputs / 100 && refused > inputs / 20, `${sent} sent and ${refused} refused of ${inputs}`);
    });
  }
});
