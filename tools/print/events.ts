import { inspect } from 'node:util';
import type { Flow, OihEvent } from '../oih';
import type { LogRecord } from '../oih/events';
import { cut, paint, width } from './paint';
import { brief, summaryOf } from './summary';

/** bunyan's levels. */
const INFO = 30;
const WARN = 40;
const ERROR = 50;

/** How much is printed, and where to. */
export interface PrinterOptions {
  /** Also whole messages, all log lines, and how long each step took. */
  verbose?: boolean;
  write?: (line: string) => void;
}

/** Returns a listener that prints what happens in a flow, one line for each message that passes a step. */
export function eventPrinter(flow: Flow, options: PrinterOptions = {}): (event: OihEvent) => void {
  const write = options.write ?? ((line: string) => console.log(line));
  const column = Math.max(...flow.graph.nodes.map((node) => node.id.length));

  function line(event: OihEvent, stepId: string, style: Parameters<typeof paint>[0], text: string): void {
    const time = timeOf(event.at);
    const [first = '', ...rest] = text.split('\n');
    const room = width() - time.length - column - 4;
    // What is wrong is never cut short.
    const shown = style === 'red' || options.verbose ? first : cut(first, room);
    write(`${paint('dim', time)}  ${paint('bold', stepId.padEnd(column))}  ${paint(style, shown)}`);
    for (const more of rest) write(`${' '.repeat(time.length + column + 4)}${paint(style, more)}`);
  }

  function whole(value: unknown): string {
    return options.verbose ? `\n${inspect(value, { depth: null, maxArrayLength: null })}` : '';
  }

  return (event) => {
    switch (event.type) {
      case 'input':
        if (isFirst(flow, event.stepId)) line(event, event.stepId, 'cyan', `▶ ${summaryOf(event.message)}`);
        break;
      case 'output': {
        const next = flow.graph.edges.filter((edge) => edge.source === event.stepId).map((edge) => edge.target);
        const arrow = next.length > 0 ? `→ ${next.join(', ')}: ` : '→ ';
        line(event, event.stepId, 'green', arrow + summaryOf(event.message) + whole(event.message));
        break;
      }
      case 'error':
        line(event, event.stepId || '?', 'red', `✖ ${event.error.name}: ${event.error.message}`);
        if (options.verbose) line(event, event.stepId || '?', 'dim', event.error.stack);
        break;
      case 'rebound': {
        const text = `↺ back in ${duration(event.delayMs)} (rebound ${event.iteration} of 20): ${event.reason}`;
        line(event, event.stepId, 'yellow', text);
        break;
      }
      case 'rebounded':
        line(event, event.stepId, 'yellow', '↺ is back');
        break;
      case 'snapshot':
        line(event, event.stepId, 'dim', `▪ keeps ${brief(event.data)}`);
        break;
      case 'complete':
        if (options.verbose) line(event, event.stepId, 'dim', `✓ took ${duration(event.tookMs)}`);
        break;
      case 'exit':
        if (!event.expected) line(event, event.stepId, 'red', `✖ its process ended (${event.signal ?? event.code})`);
        break;
      case 'log':
        printLog(event);
        break;
    }
  };

  function printLog(event: Extract<OihEvent, { type: 'log' }>): void {
    const { name, level } = event.record;
    const msg = saidIn(event.record);
    // Ferryman logs every exception twice before it reports it, which is what we print.
    const isReported = level >= ERROR && event.stepId !== undefined && name === 'component';
    const isTalk = level < WARN && (name !== 'component' || level < INFO);
    // The line that ends each run is for who counts; who looks sees the messages.
    const isCount = name === 'component' && msg.startsWith('outcome=');
    if (!options.verbose && (isReported || isTalk || isCount)) return;
    line(event, event.stepId ?? 'ferryman', level >= ERROR ? 'red' : level >= WARN ? 'yellow' : 'dim', msg);
  }
}

/** JSONata throws objects that are no errors, which bunyan spreads over the record in place of a message. */
function saidIn({ msg, message, position }: LogRecord): string {
  if (msg !== '' || typeof message !== 'string') return msg;
  return typeof position === 'number' ? `${message} (at character ${position} of the expression)` : message;
}

/** The local time of day with milliseconds. */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** 15000 -> `15 s`, 120 -> `120 ms`. */
export function duration(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${ms} ms`;
}

function isFirst(flow: Flow, stepId: string): boolean {
  return !flow.graph.edges.some((edge) => edge.target === stepId);
}
