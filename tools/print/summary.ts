import { inspect } from 'node:util';
import type { Message } from '../oih/message';

/** A message in one line: what record it carries and the words by which a person knows it. */
export function summaryOf({ data, attachments }: Message): string {
  const files = Object.keys(attachments ?? {});
  return [summaryOfData(data), ...(files.length > 0 ? [`files: ${files.join(', ')}`] : [])].join(' · ');
}

function summaryOfData(data: unknown): string {
  if (!isRecord(data)) return brief(data);
  if (typeof data.sheduledTimestamp === 'string') return 'started by the schedule';
  if (data.type === 'notification_event' && typeof data.topic === 'string') return `notification ${data.topic}`;
  const items = Object.entries(data).find((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  if (data.type === 'list' || String(data.type).endsWith('.list'))
    return `${items?.[1].length ?? 0} ${items?.[0] ?? 'items'}`;
  if (typeof data.type !== 'string' || data.id === undefined) return summaryOfMasterdata(data) ?? brief(data);
  const source = isRecord(data.source) ? data.source : {};
  const author = isRecord(source.author) ? source.author : {};
  const latest = latestPart(data.conversation_parts);
  const words = [
    `${data.type} ${data.id}`,
    data.name ?? data.title ?? author.name,
    data.email ?? author.email,
    latest === undefined ? quoted(data.body ?? source.body) : `latest: ${latest}`,
    data.state,
  ];
  return words.filter((word) => typeof word === 'string' && word !== '').join(' · ');
}

/** A person or an organization of the hub's model, a request to delete one, or what became of that. */
function summaryOfMasterdata(data: Record<string, unknown>): string | undefined {
  if (data.deleteRequested === true) return 'delete, please';
  if (typeof data.delete === 'string') return `delete ${data.delete}`;
  const entries: unknown[] = Array.isArray(data.contactData) ? data.contactData : [];
  const values = entries.flatMap((entry) => (isRecord(entry) && typeof entry.value === 'string' ? [entry.value] : []));
  const words = [data.displayName ?? data.name, ...values, data.jobTitle];
  const told = words.filter((word) => typeof word === 'string' && word !== '');
  return entries.length > 0 && told.length > 0 ? told.join(' · ') : undefined;
}

/** What was said last in a conversation that comes with its parts. */
function latestPart(list: unknown): string | undefined {
  const parts = isRecord(list) ? list.conversation_parts : undefined;
  const texts = Array.isArray(parts) ? parts.flatMap((part) => (isRecord(part) ? (quoted(part.body) ?? []) : [])) : [];
  return texts.at(-1);
}

/** The text of a piece of HTML in quotes; undefined where there is none. */
export function quoted(html: unknown): string | undefined {
  if (typeof html !== 'string') return undefined;
  const text = html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text === '' ? undefined : `"${text}"`;
}

/** Any value in one line, without its depths. */
export function brief(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 3, maxStringLength: 60 });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
