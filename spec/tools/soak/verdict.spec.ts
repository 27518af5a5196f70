import assert from 'node:assert/strict';
import type { OihEvent } from '../../../tools/oih';
import { CHAIN, idIn, POLL, STEADY } from '../../../tools/soak/flows';
import { Ledger } from '../../../tools/soak/ledger';
import { MemoryRecord } from '../../../tools/soak/memory';
import { PollBook } from '../../../tools/soak/polls';
import type { Soaked } from '../../../tools/soak/soak';
import { aimsOf, type Demands } from '../../../tools/soak/verdict';

const DEMANDS: Demands = { messages: 60, deeds: 1, faults: 2, heap: 500, resident: 1_000 };
const MB = 1_000_000;

/** A small soak in which all went well; each part of it can be made worse. */
class Fake {
  readonly ledger = new Ledger([...CHAIN, STEADY], idIn);
  readonly polls = new PollBook(POLL);
  readonly memory = new MemoryRecord();
  readonly deeds = new Map([['SIGKILL', 1]]);
  faults: Record<string, number> = { '500': 2 };
  readonly notes: Record<string, number> = {};
  /** When notes were sent, by their text. */
  posts: Record<string, number[]> = {};

  constructor(messages = 60) {
    for (let round = 0; round < messages; round += 1) {
      this.input(`m${round}`, round);
      this.output(`m${round}`, round);
    }
    this.remember((at) => 25 * MB + (at % 3) * 1000);
  }

  /** What the process that is left alone holds, and takes, after so many messages. */
  remember(heap: (messages: number) => number, resident = (messages: number) => 80 * MB + (messages % 7) * MB): void {
    this.memory.heap.length = 0;
    this.memory.resident.length = 0;
    for (let messages = 0; messages < 6_000; messages += 20) {
      this.memory.heap.push({ messages, bytes: heap(messages) });
      this.memory.resident.push({ messages, bytes: resident(messages) });
    }
  }

  input(messageId: string, round: number): void {
    this.#book({ type: 'input', messageId, message: messageOf(round) });
  }

  output(parentMessageId: string, round: number, process = 'p'): void {
    this.#book({ type: 'output', parentMessageId, process, message: messageOf(round) });
  }

  /** A process of the steady step ends, and what was in work comes again. */
  exit(process: string, isExplained = false): void {
    this.#book({ type: 'exit', process, code: 1, signal: null, expected: false }, isExplained);
  }

  /** A note is asked for and sent. */
  note(body: string): void {
    const place = { at: 1, flowId: 'soak', stepId: 'note', message: { data: { body } } };
    this.ledger.book({ ...place, type: 'input', messageId: body });
    this.ledger.book({ ...place, type: 'output', parentMessageId: body, process: 'n' });
    this.notes[body] = 1;
  }

  /** A process of the step that sends notes is ended. */
  endNote(at: number): void {
    const exit = { type: 'exit', process: `n${at}`, code: null, signal: 'SIGKILL', expected: false } as const;
    this.ledger.book({ at, flowId: 'soak', stepId: 'note', ...exit }, true);
  }

  missed(): string[] {
    return this.#aims().map(({ what }) => what);
  }

  /** What speaks against the aims that are missed. */
  against(): string[] {
    return this.#aims().flatMap(({ against }) => against);
  }

  #aims() {
    const account = { contacts: [], notes: this.notes, posts: this.posts, requests: 100, faults: this.faults };
    const { ledger, polls, memory, deeds } = this;
    const soaked: Soaked = { ledger, polls, memory, deeds, account, queued: 0, seconds: 1 };
    return aimsOf(soaked, DEMANDS).filter(({ against }) => against.length > 0);
  }

  #book(event: Distributed<OihEvent>, isExplained = false): void {
    const whole: OihEvent = { at: 1, flowId: 'steady', stepId: STEADY, ...event };
    this.ledger.book(whole, isExplained);
    this.polls.book(whole);
  }
}

type Distributed<E> = E extends { flowId: string; stepId: string } ? Omit<E, 'at' | 'flowId' | 'stepId'> : never;

function messageOf(round: number) {
  return { data: { external_id: `steady-${round}` } };
}

const ENOUGH = 'enough happened to tell';
const BY_ITSELF = 'no process ended by itself';
const TWICE = 'none came to two results unless its process died with it in work';
const HEAP = 'what is live on the heap of the process that is left alone stays flat';
const RESIDENT = 'so does its resident set, beyond the noise';

describe('The verdict of a soak', () => {
  it('is met where all went well', () => {
    assert.deepEqual(new Fake().missed(), []);
  });

  it('is missed where nothing happened', () => {
    const empty = new Fake(0);
    empty.deeds.clear();
    empty.faults = {};
    empty.memory.heap.length = 0;
    empty.memory.resident.length = 0;
    assert.deepEqual(empty.missed(), [ENOUGH, HEAP, RESIDENT]);
  });

  it('asks for messages, for each deed, and for faults', () => {
    assert.deepEqual(new Fake(59).missed(), [ENOUGH]);
    const idle = new Fake();
    idle.deeds.set('broker restarted', 0);
    assert.deepEqual(idle.missed(), [ENOUGH]);
    const lucky = new Fake();
    lucky.faults = { '500': 1, reset: 0 };
    assert.deepEqual(lucky.missed(), [ENOUGH]);
  });

  it('is missed where the step that is left alone dies by itself again and again, and excuses nothing with it', () => {
    const dying = new Fake();
    for (let round = 0; round < 50; round += 1) {
      dying.exit(`p${round}`);
      dying.output(`m${round}`, round, `p${round + 1}`);
    }
    assert.deepEqual(dying.missed(), [BY_ITSELF, TWICE]);
  });

  it('excuses one message for a process that we ended', () => {
    const killed = new Fake();
    killed.exit('p', true);
    killed.output('m1', 1, 'q');
    assert.deepEqual(killed.missed(), []);
    killed.output('m2', 2, 'q');
    assert.deepEqual(killed.missed(), [TWICE]);
  });

  it('excuses a second POST by a death between the two, and tells the moments where there is none', () => {
    const sent = new Fake();
    sent.note('soak-1');
    sent.posts = { 'soak-1': [1_000] };
    assert.deepEqual(sent.against(), []);
    sent.posts = { 'soak-1': [1_000, 3_000] };
    assert.deepEqual(sent.against(), ['soak-1: 2 for 1 messages, at 0, 2000 ms; deaths at none']);
    sent.endNote(600);
    sent.endNote(3_100);
    assert.deepEqual(sent.against(), ['soak-1: 2 for 1 messages, at 0, 2000 ms; deaths at -400, 2100']);
    sent.endNote(2_000);
    assert.deepEqual(sent.against(), []);
  });

  it('excuses it by a death whose POST was still on its way, and by each death once', () => {
    const sent = new Fake();
    for (const id of ['soak-1', 'soak-2']) sent.note(id);
    sent.posts = { 'soak-1': [1_000, 3_000], 'soak-2': [1_000, 3_000] };
    sent.endNote(994);
    assert.deepEqual(sent.against(), ['soak-2: 2 for 1 messages, at 0, 2000 ms; deaths at -6']);
    sent.endNote(1_500);
    assert.deepEqual(sent.against(), []);
  });

  it('is missed where each message leaves a kilobyte on the heap', () => {
    const leaking = new Fake();
    leaking.remember((messages) => 25 * MB + 1_000 * messages);
    assert.deepEqual(leaking.missed(), [HEAP]);
  });

  it('is missed where the heap moves too much to tell', () => {
    const noisy = new Fake();
    noisy.remember((messages) => 25 * MB + ((messages / 20) % 37) * MB);
    assert.deepEqual(noisy.missed(), [HEAP]);
  });

  it('is missed where memory is lost beside the heap', () => {
    const leaking = new Fake();
    leaking.remember(
      () => 25 * MB,
      (messages) => 80 * MB + 2_000 * messages + (messages % 7) * MB,
    );
    assert.deepEqual(leaking.missed(), [RESIDENT]);
  });
});
