import type { ActionStep } from '../action';
import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ConnectionError } from '../intercom/errors';
import type { Input } from '../intercom/operation';
import { type Attachment, remove, storageOf, store } from '../oih/attachments';
import { metadataOf } from '../oih/metadata';
import { FileTooLargeError } from './emitFile';
import { endingOf, typeByEnding } from './mediaTypes';
import { harmless, unique } from './names';

/** A file that a record only points to. */
export interface PointedFile {
  url: string;
  /** Id of the part, or of the first message, that it came with. */
  partId: string;
  /** An image amid the text, not an attachment. */
  inline: boolean;
  name?: string;
  contentType?: string;
}

/** What a message says of a file; one without `error` is among its attachments by its `name`. */
interface FileFacts {
  name: string;
  part_id: string;
  inline: boolean;
  content_type?: string;
  size?: number;
  error?: string;
}

const MOST_FILES = 50;
/** Bytes of all files of a message together. */
const MOST_BYTES = 100 * 1_048_576;
const ATTEMPTS = 2;
/** Milliseconds after which no file is begun: RabbitMQ takes a message back that a step has held for 30 minutes. */
const MOST_MS = 10 * 60_000;
/** Characters. An address is shorter; an image that is itself in the tag is not, and is in the text already. */
const LONGEST_TAG = 10_000;
/** Where Intercom itself keeps what was put into a text. Other images, such as those that tell a sender that a mail was opened, are not fetched. */
const INTERCOMS =
  /(^|\.)(intercomcdn|intercom-attachments(-\d+)?|intercomusercontent|intercomassets|intercom)\.(com|eu|io)$/;

/**
 * Emits a record with the files that its parts point to: each is put into the attachment storage, and the message's
 * data lists them as `files`. A file that cannot be had is told there, with its `error`, and the others come all the
 * same; where the storage fails, the step does, and what was stored is deleted.
 */
export async function emitWithFiles(
  intercom: Intercom,
  record: Record<string, unknown>,
  input: Input,
  { operation, config, emission, run }: ActionStep,
): Promise<void> {
  const storage = storageOf(run);
  // No plain object: a file may be called __proto__.
  const stored = new Map<string, Attachment>();
  const files: FileFacts[] = [];
  let left = MOST_BYTES;
  const until = Date.now() + MOST_MS;
  try {
    const shown = input.display_as === 'plaintext' ? await inHtml() : record;
    for (const [index, pointed] of pointedFiles(shown, intercom.isLocal).entries()) {
      const taken = new Set(files.map(({ name }) => name));
      files.push(await bring(pointed, index, taken));
    }
    const attachments = Object.fromEntries(stored);
    await emission.emit({ data: { ...record, files }, metadata: metadataOf(record, config), attachments });
    await emission.flush();
  } catch (error) {
    for (const { url } of stored.values()) await remove(storage, url);
    throw error;
  }

  /** The record once more: plain text has no images in it. */
  async function inHtml(): Promise<Record<string, unknown>> {
    const { display_as: _, ...rest } = input;
    const { body } = await intercom.call(operation, rest);
    return isObject(body) ? body : record;
  }

  async function bring(pointed: PointedFile, index: number, taken: ReadonlySet<string>): Promise<FileFacts> {
    const { partId: part_id, inline } = pointed;
    let name = unique(nameOf(pointed, pointed.contentType ?? ''), taken);
    let type = '';
    if (index >= MOST_FILES) return { name, part_id, inline, error: `A message holds ${MOST_FILES} files at most.` };
    if (Date.now() >= until) return { name, part_id, inline, error: 'The files before it took too long.' };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const attachment = await store(storage, async () => {
          const file = await intercom.fetchFile('A file of the record', pointed.url);
          type = pointed.contentType ?? file.headers['content-type']?.split(';')[0]?.trim() ?? typeByEnding(name);
          name = unique(nameOf(pointed, type), taken);
          return { contentType: type, content: bounded(file.content, left) };
        });
        stored.set(name, attachment);
        left -= attachment.size;
        return { name, part_id, inline, content_type: type, size: attachment.size };
      } catch (error) {
        const isOfFile = error instanceof ConnectionError || error instanceof FileTooLargeError;
        if (!isOfFile) throw error;
        if (!error.retryable || attempt === ATTEMPTS) return { name, part_id, inline, error: error.message };
      }
    }
  }
}

async function* bounded(content: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > most) {
      throw new FileTooLargeError(`The files of a message hold ${MOST_BYTES / 1_048_576} MiB together at most.`);
    }
    yield piece;
  }
}

function nameOf({ name, url, inline }: PointedFile, contentType: string): string {
  const path = new URL(url).pathname;
  const last = decoded(path.slice(path.lastIndexOf('/') + 1));
  const given = harmless(name || last || (inline ? 'image' : 'file'));
  return /\.[a-z0-9]{1,8}$/i.test(given) ? given : `${given}${endingOf(contentType, path)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The files that a conversation or a ticket points to: in its first message, then in its parts, each address once. */
export function pointedFiles(record: Record<string, unknown>, isLocal: boolean): PointedFile[] {
  const lists = ['conversation_parts', 'ticket_parts'].flatMap((key) => {
    const list = record[key];
    const parts = isObject(list) ? list[key] : [];
    return Array.isArray(parts) ? parts : [];
  });
  const found = new Map<string, PointedFile>();
  for (const part of [record.source, ...lists]) {
    if (!isObject(part)) continue;
    const partId = String(part.id ?? '');
    for (const file of [...attachmentsOf(part), ...imagesOf(part, isLocal)]) {
      if (!found.has(file.url)) found.set(file.url, { ...file, partId });
    }
  }
  return [...found.values()];
}

type Unplaced = Omit<PointedFile, 'partId'>;

function attachmentsOf({ attachments }: Record<string, unknown>): Unplaced[] {
  return (Array.isArray(attachments) ? attachments : []).filter(isObject).flatMap((one) => {
    if (typeof one.url !== 'string' || !URL.canParse(one.url)) return [];
    const { name, content_type: contentType } = one;
    return [
      {
        url: one.url,
        inline: false,
        ...(typeof name === 'string' && { name }),
        ...(typeof contentType === 'string' && contentType !== '' && { contentType }),
      },
    ];
  });
}

function imagesOf({ body }: Record<string, unknown>, isLocal: boolean): Unplaced[] {
  if (typeof body !== 'string') return [];
  // Cut at each tag first: no text, however many tags of it never end, is then read twice.
  const tags = body.split(/<img\b/i).slice(1);
  return tags.flatMap((rest) => {
    const [attributes = ''] = /^(?:[^"'>]+|"[^"]*"|'[^']*')*/.exec(rest.slice(0, LONGEST_TAG)) ?? [];
    const url = attributeOf(attributes, 'src').replaceAll('&amp;', '&').trim();
    if (!URL.canParse(url)) return [];
    const { hostname } = new URL(url);
    return INTERCOMS.test(hostname) || (isLocal && hostname === 'localhost') ? [{ url, inline: true }] : [];
  });
}

/** An attribute's value, quoted or not, with a blank before its name or not, as browsers read it; empty where there is none. */
function attributeOf(attributes: string, wanted: string): string {
  for (const [, name, double, single, bare] of attributes.matchAll(
    /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    if (name?.toLowerCase() === wanted) return double ?? single ?? bare ?? '';
  }
  return '';
}
