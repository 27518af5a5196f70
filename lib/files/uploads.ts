import type { ActionStep } from '../action';
import { isObject } from '../intercom/answer';
import { InvalidInputError } from '../intercom/errors';
import type { Input } from '../intercom/operation';
import { isStored, knownStorage, readStored, storageOf } from '../oih/attachments';
import { choice } from '../oih/fields';
import { typeByEnding } from './mediaTypes';
import { harmless } from './names';

/** Files, and addresses of images, that Intercom takes with one message (Intercom's reference). */
const MOST_FILES = 10;
/**
 * Bytes of all files together. Intercom does not say how much it takes; in base64 and in a request they must be whole
 * in memory, several times over, and a container has 256 MiB: 20 MiB of files made a process of 285 MiB.
 */
const MOST_BYTES = 10 * 1_048_576;

interface Incoming {
  name: string;
  url: string;
  contentType: string;
  size: number;
}

/**
 * The input with the message's attachments, the way the step's field `attachments` says: `files` are read from the
 * platform's storage and sent in base64; `urls` are handed to Intercom, which fetches them. No address but the
 * storage's own is ever asked from here. Throws InvalidInputError before anything is read, and StorageError.
 */
export async function withAttachments(input: Input, { operation, config, message, run }: ActionStep): Promise<Input> {
  const how = choice(config, 'attachments', ['none', 'files', 'urls']);
  const given = Object.entries(message.attachments ?? {});
  if (how === 'none' || given.length === 0) return input;
  const where = operation.request;
  if (!operation.takesFiles?.includes(how)) {
    throw new InvalidInputError(where, [
      'Intercom takes no files here, only addresses of images (attachments: urls); send files with a reply',
    ]);
  }
  // Addresses need no storage.
  const storage = how === 'files' ? storageOf(run) : knownStorage(run);
  const incoming = given.map(([name, value]) => incomingOf(name, value));
  const field = how === 'files' ? 'attachment_files' : 'attachment_urls';
  const other = how === 'files' ? 'attachment_urls' : 'attachment_files';
  const own = Array.isArray(input[field]) ? input[field] : [];
  const problems = incoming.flatMap(({ url }, index) => problemOf(`attachment ${index + 1}`, url));
  if (own.length + incoming.length > MOST_FILES) {
    problems.push(`${own.length + incoming.length} attachments, and Intercom takes ${MOST_FILES}`);
  }
  if (Array.isArray(input[other]) && input[other].length > 0) {
    problems.push('files and addresses together: Intercom would send the files alone');
  }
  const size = incoming.reduce((sum, one) => sum + one.size, 0);
  if (how === 'files' && size > MOST_BYTES) problems.push(tooLarge());
  if (problems.length > 0) throw new InvalidInputError(where, problems);
  if (how === 'urls') return { ...input, [field]: [...own, ...incoming.map(({ url }) => url)] };

  const files: { name: string; content_type: string; data: string }[] = [];
  let left = MOST_BYTES;
  for (const { name, url, contentType } of incoming) {
    const content = await readStored(storageOf(run), url, left);
    left -= content.length;
    files.push({ name: harmless(name), content_type: contentType, data: content.toString('base64') });
  }
  return { ...input, [field]: [...own, ...files] };

  function problemOf(which: string, url: string): string[] {
    if (how === 'files') {
      return isStored(storage, url)
        ? []
        : [`${which} is not in the platform's attachment storage, so it can only be sent with attachments: urls`];
    }
    if (isStored(storage, url)) {
      return [
        `${which} is in the platform's attachment storage, where Intercom cannot fetch it; use attachments: files`,
      ];
    }
    return URL.canParse(url) && new URL(url).protocol === 'https:' ? [] : [`${which} has no https address`];
  }
}

function incomingOf(name: string, value: unknown): Incoming {
  const { url, size, 'content-type': type } = isObject(value) ? value : {};
  const said = typeof type === 'string' ? type : '';
  return {
    name,
    url: typeof url === 'string' ? url : '',
    size: typeof size === 'number' ? size : 0,
    // The storage keeps what it does not know, such as a picture, as this.
    contentType: said === '' || said === 'application/octet-stream' ? typeByEnding(name) : said,
  };
}

function tooLarge(): string {
  return `the attachments hold more than ${MOST_BYTES / 1_048_576} MiB together, too much to be sent`;
}
