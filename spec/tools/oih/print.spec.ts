import assert from 'node:assert/strict';
import type { OihEvent } from '../../../tools/oih';
import { eventPrinter, type PrinterOptions } from '../../../tools/print/events';
import { summaryOf } from '../../../tools/print/summary';
import { chain, step } from './flows';

describe('Printing', () => {
  describe('a message in one line', () => {
    const cases: [title: string, data: unknown, line: string][] = [
      ['a scheduled start', { sheduledTimestamp: '2026-01-31T09:00:00Z' }, 'started by the schedule'],
      [
        'a contact',
        { type: 'contact', id: '65a0', name: 'Nia Okafor', email: 'nia@example.com' },
        'contact 65a0 · Nia Okafor · nia@example.com',
      ],
      [
        'a conversation',
        {
          type: 'conversation',
          id: '7',
          title: null,
          state: 'open',
          source: { body: '<p>Hi<br>there</p>', author: { name: 'Nia' } },
        },
        'conversation 7 · Nia · "Hi there" · open',
      ],
      [
        'its latest part',
        {
          type: 'conversation',
          id: '7',
          conversation_parts: { conversation_parts: [{ body: '<p>a</p>' }, { body: '<p>b</p>' }, { body: null }] },
        },
        'conversation 7 · latest: "b"',
      ],
      ['a list', { type: 'list', data: [1, 2], pages: {} }, '2 data'],
      ['a list with its own key', { type: 'admin.list', admins: [1] }, '1 admins'],
      ['an object of any kind', { number: 1, deep: { er: { still: 1 } } }, '{ number: 1, deep: { er: [Object] } }'],
      ['nothing', undefined, 'undefined'],
      ['text', 'x', "'x'"],
    ];
    for (const [title, data, line] of cases) it(`shows ${title}`, () => assert.equal(summaryOf({ data }), line));

    it('names its files', () => {
      assert.equal(summaryOf({ data: 1, attachments: { 'a.csv': {}, 'b.csv': {} } }), '1 · files: a.csv, b.csv');
    });
  });

  describe('what happens in a flow', () => {
    const flow = chain('Print', step('first', 'count'), step('second-step', 'echo'));
    const at = new Date(2026, 0, 31, 9, 5, 7, 12).getTime();
    const place = { at, flowId: 'print', stepId: 'second-step' };

    function printed(event: OihEvent, options: PrinterOptions = {}): string[] {
      const lines: string[] = [];
      eventPrinter(flow, { ...options, write: (line) => lines.push(line) })(event);
      return lines;
    }
    const log = (level: number, name = 'component'): OihEvent => ({
      ...place,
      type: 'log',
      record: { name, level, msg: 'said' },
    });

    it('has the local time, the step and what it did', () => {
      const event: OihEvent = {
        at,
        flowId: 'print',
        stepId: 'first',
        type: 'output',
        parentMessageId: '',
        process: '',
        message: { data: 1 },
      };
      assert.deepEqual(printed(event), ['09:05:07.012  first        → second-step: 1']);
    });

    it('has the input of the first step only: the others got what the one before them emitted', () => {
      const event: OihEvent = { ...place, type: 'input', messageId: '', message: { data: 1 } };
      assert.deepEqual(printed(event), []);
      assert.deepEqual(printed({ ...event, stepId: 'first' }), ['09:05:07.012  first        ▶ 1']);
    });

    it('never cuts an error short', () => {
      const message = `${'long '.repeat(60)}\nand a hint`;
      const event: OihEvent = {
        ...place,
        type: 'error',
        parentMessageId: '',
        process: '',
        function: 'f',
        error: { name: 'ApiError', message, stack: '' },
      };
      assert.deepEqual(printed(event), [
        `09:05:07.012  second-step  ✖ ApiError: ${'long '.repeat(60)}`,
        `${' '.repeat(27)}and a hint`,
      ]);
    });

    it('cuts everything else to the width of the terminal', () => {
      const message = { data: 'x'.repeat(500) };
      const [line] = printed({ ...place, type: 'output', parentMessageId: '', process: '', message });
      assert.ok(line && line.length <= (process.stdout.columns || 120), String(line?.length));
      const [whole] = printed(
        { ...place, type: 'output', parentMessageId: '', process: '', message },
        { verbose: true },
      );
      assert.ok(whole && whole.length > 60);
    });

    it('says when a rebound comes back', () => {
      const event: OihEvent = {
        ...place,
        type: 'rebound',
        parentMessageId: '',
        process: '',
        messageId: '',
        reason: 'busy',
        iteration: 2,
        delayMs: 30_000,
      };
      assert.deepEqual(printed(event), ['09:05:07.012  second-step  ↺ back in 30 s (rebound 2 of 20): busy']);
    });

    it("has the component's own log lines and warnings, not ferryman's talk nor what is reported as an error anyway", () => {
      assert.equal(printed(log(30)).length, 1);
      assert.equal(printed(log(40, 'ferryman')).length, 1);
      assert.equal(printed(log(50, 'ferryman')).length, 1);
      assert.equal(printed(log(20)).length, 0);
      assert.equal(printed(log(30, 'ferryman')).length, 0);
      assert.equal(printed(log(50)).length, 0);
      assert.equal(printed(log(20), { verbose: true }).length, 1);
    });
  });
});
