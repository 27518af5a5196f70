import { missing, Refusal } from '../errors';
import type { Exports } from '../exports';
import { FileAnswer } from '../fileAnswer';
import { integer } from '../input';
import type { Call, Route } from '../router';

/** The exports come as CSV, packed with gzip. */
function packed(exports: Exports, kind: Parameters<Exports['file']>[0], id: string): FileAnswer {
  const content = exports.file(kind, id);
  return new FileAnswer(
    { 'Content-Type': 'application/octet-stream', 'Content-Disposition': `attachment; filename="${id}.csv.gz"` },
    content,
  );
}

const identifier = ({ path }: Call): string => path('job_identifier');

/** A second of silence. */
function silence(): Buffer {
  const data = Buffer.alloc(8_000, 0x80);
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** Where the files of records are: a host of its own, which on this machine is the same server by another name. */
function filesHost(url: URL): string {
  return url.hostname === '127.0.0.1' ? `http://localhost:${url.port}/sandbox/files` : 'https://files.example.com';
}

/** Operations around files; what is in them is invented. */
export const fileRoutes: readonly Route[] = [
  {
    request: 'POST /export/content/data',
    handle: ({ workspace, body }) => {
      for (const field of ['created_at_after', 'created_at_before']) {
        if (typeof integer(body, field) !== 'number') throw missing(field);
      }
      return workspace.exports.create('content');
    },
  },
  {
    request: 'GET /export/content/data/{job_identifier}',
    handle: (call) => call.workspace.exports.show('content', identifier(call), call.url.origin),
  },
  {
    request: 'POST /export/cancel/{job_identifier}',
    handle: (call) => {
      call.workspace.exports.cancel('content', identifier(call));
      return call.workspace.exports.show('content', identifier(call), call.url.origin);
    },
  },
  {
    request: 'GET /download/content/data/{job_identifier}',
    handle: (call) => packed(call.workspace.exports, 'content', identifier(call)),
  },
  {
    request: 'POST /export/reporting_data/enqueue',
    since: '2.14',
    handle: ({ workspace, body }) => {
      for (const field of ['dataset_id', 'attribute_ids', 'start_time', 'end_time']) {
        if (body[field] === undefined) throw missing(field);
      }
      return workspace.exports.create('reporting');
    },
  },
  {
    request: 'GET /export/reporting_data/{job_identifier}',
    since: '2.14',
    handle: (call) => call.workspace.exports.show('reporting', identifier(call), call.url.origin),
  },
  {
    request: 'GET /download/reporting_data/{job_identifier}',
    since: '2.14',
    handle: (call) => packed(call.workspace.exports, 'reporting', identifier(call)),
  },
  {
    request: 'GET /calls/{call_id}/recording',
    since: '2.14',
    handle: ({ path, url }) => {
      const location = `${filesHost(url)}/${path('call_id')}.wav?signature=invented`;
      return new FileAnswer({ Location: location }, undefined, 302);
    },
  },
  {
    // In the place of a cloud storage: the address itself is the permission, and one more is refused, as there.
    request: 'GET /sandbox/files/{name}',
    open: true,
    handle: ({ path, query, hasToken }) => {
      if (hasToken) throw new Refusal(400, 'parameter_invalid', 'Only one kind of permission at a time');
      if (!query.get('signature')) throw new Refusal(403, 'forbidden', 'The address is not signed');
      const isSound = path('name').endsWith('.wav');
      return new FileAnswer(
        { 'Content-Type': isSound ? 'audio/wav' : 'application/octet-stream' },
        isSound ? silence() : Buffer.from(`The content of ${path('name')}`),
      );
    },
  },
];
