import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkFlow, type Flow, FlowError, firstNode, flowIdOf, readFlow } from '../../../tools/oih/flow';
import { chain, components, step } from './flows';

describe('A flow', () => {
  describe('file', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'flow-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    function file(content: string): string {
      const name = path.join(folder, 'flow.json');
      writeFileSync(name, content);
      return name;
    }

    it('is read; edges may be left out', () => {
      const nodes = [step('one', 'count')];
      assert.deepEqual(readFlow(file(JSON.stringify({ name: 'One', cron: '* * * * *', graph: { nodes } }))), {
        name: 'One',
        cron: '* * * * *',
        graph: { nodes, edges: [] },
      });
    });

    it('that is missing or no JSON is named', () => {
      assert.throws(
        () => readFlow(path.join(folder, 'none.json')),
        /none\.json: the flow file cannot be read \(ENOENT\)/,
      );
      assert.throws(
        () => readFlow(file('{"name": }')),
        /flow\.json: the flow file is not valid JSON: Unexpected token/,
      );
    });

    const shapes: [title: string, content: unknown, problem: RegExp][] = [
      ['no object', [], /a flow is an object with name and graph/],
      ['no name', { graph: { nodes: [step('a', 'count')] } }, /"name" is missing/],
      [
        'a cron that is no text',
        { name: 'x', cron: 5, graph: { nodes: [step('a', 'count')] } },
        /"cron" has to be text/,
      ],
      ['no steps', { name: 'x', graph: { nodes: [] } }, /"graph\.nodes" has to list the steps/],
      [
        'a step without id',
        { name: 'x', graph: { nodes: [{ componentId: 'a', function: 'b' }] } },
        /nodes\[0\] has no "id"/,
      ],
      ['a step without function', { name: 'x', graph: { nodes: [{ id: 'a', componentId: 'a' }] } }, /no "function"/],
      ['a dot in a step id', { name: 'x', graph: { nodes: [step('a.b', 'count')] } }, /"a\.b" may hold only letters/],
      [
        'fields as a list',
        { name: 'x', graph: { nodes: [{ ...step('a', 'count'), fields: [] }] } },
        /"fields" has to be an/,
      ],
      ['edges as an object', { name: 'x', graph: { nodes: [step('a', 'count')], edges: {} } }, /has to be a list of/],
      [
        'half an edge',
        { name: 'x', graph: { nodes: [step('a', 'count')], edges: [{ source: 'a' }] } },
        /edges\[0\] needs/,
      ],
    ];
    for (const [title, content, problem] of shapes) {
      it(`with ${title} is refused`, () => assert.throws(() => readFlow(file(JSON.stringify(content))), problem));
    }

    it('with several mistakes gets all of them in one message', () => {
      const content = { graph: { nodes: [{ id: 'a.b' }], edges: [{}] } };
      assert.throws(
        () => readFlow(file(JSON.stringify(content))),
        (error) => {
          assert.ok(error instanceof FlowError);
          assert.equal(error.problems.length, 5);
          return true;
        },
      );
    });
  });

  describe('that cannot run', () => {
    const check = (flow: Flow) => checkFlow(flow, components, ['known']);

    it('is told apart from one that can', () => {
      check(chain('Fine', step('a', 'count', { credentials_id: 'known' }), step('b', 'echo')));
    });

    const graph = (ids: string[], ...edges: [source: string, target: string][]): Flow => ({
      name: 'G',
      graph: { nodes: ids.map((id) => step(id, 'echo')), edges: edges.map(([source, target]) => ({ source, target })) },
    });

    const cases: [title: string, flow: Flow, problem: RegExp][] = [
      [
        'an unknown component',
        chain('x', { ...step('a', 'count'), componentId: 'big' }),
        /step "a": unknown component "big"; known: tiny/,
      ],
      [
        'an unknown function',
        chain('x', step('a', 'cuont')),
        /step "a": unknown function "cuont"; did you mean count\?/,
      ],
      [
        'nothing like a known function',
        chain('x', step('a', 'zzzzzzzzzz')),
        /unknown function "zzzzzzzzzz" in .*component\.json/,
      ],
      [
        'an unknown secret',
        chain('x', step('a', 'count', { credentials_id: 'mine' })),
        /the secret "mine" \(credentials_id\) does not/,
      ],
      [
        'a policy',
        chain('x', step('a', 'count', { nodeSettings: { applyPolicy: true } })),
        /needs OIH's governance service/,
      ],
      ['two steps of one id', graph(['a', 'a']), /two steps have the id "a"/],
      ['an edge to nowhere', graph(['a'], ['a', 'b']), /an edge goes from "a" to "b", but no step is called "b"/],
      ['two first steps', graph(['a', 'b']), /several steps have no incoming edge \(a, b\)/],
      ['nothing but a circle', graph(['a', 'b'], ['a', 'b'], ['b', 'a']), /no step is the first/],
      [
        'a circle further on',
        graph(['a', 'b', 'c'], ['a', 'b'], ['b', 'c'], ['c', 'b']),
        /the edges make a circle: b, c/,
      ],
    ];
    for (const [title, flow, problem] of cases) {
      it(`because of ${title}`, () => assert.throws(() => check(flow), problem));
    }

    it('because its component is not built', () => {
      const flow = chain('x', { ...step('a', 'count'), componentId: 'gone' });
      assert.throws(() => checkFlow(flow, { gone: '/nowhere' }, []), /component\.json cannot be read: ENOENT/);
    });
  });

  it('is called by its id, else by its name', () => {
    assert.equal(
      flowIdOf({ ...chain('Any Name!', step('a', 'count')), id: '65a0c0ffee0000000000f001' }),
      '65a0c0ffee0000000000f001',
    );
    assert.equal(flowIdOf(chain(' Answer new conversations (EU) ', step('a', 'count'))), 'answer-new-conversations-eu');
  });

  it('begins with the step that no edge leads to', () => {
    const flow = chain('x', step('one', 'count'), step('two', 'echo'));
    flow.graph.nodes.reverse();
    assert.equal(firstNode(flow).id, 'one');
  });
});
