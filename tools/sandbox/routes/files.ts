import { gzipSync } from 'node:zlib';
import { FileAnswer } from '../fileAnswer';
import type { Route } from '../router';

/** The exports come as CSV, packed with gzip. */
function packedCsv(name: string, lines: readonly string[]): FileAnswer {
  const content = gzipSync(`${lines.join('\n')}\n`);
  return new FileAnswer(
    { 'Content-Type': 'application/octet-stream', 'Content-Disposition': `attachment; filename="${name}.csv.gz"` },
    content,
  );
}

/** Operations that answer with a file; what is in it is invented. */
export const fileRoutes: readonly Route[] = [
  {
    request: 'GET /download/content/data/{job_identifier}',
    handle: ({ path }) =>
      packedCsv(path('job_identifier'), [
        'user_id,email,name,received_at',
        'crm-1,ana@example.com,"Reyes, Ana",2026-01-05 12:00:00 UTC',
        'crm-2,jo@example.com,Jo,2026-01-05 12:01:00 UTC',
      ]),
  },
  {
    request: 'GET /download/reporting_data/{job_identifier}',
    since: '2.14',
    handle: ({ path }) =>
      packedCsv(path('job_identifier'), ['conversation_id,state', '215400100000061,closed', '215400100000064,open']),
  },
  {
    request: 'GET /calls/{call_id}/recording',
    since: '2.14',
    handle: ({ path }) =>
      new FileAnswer(
        { Location: `https://files.example.com/recordings/${path('call_id')}.wav?signature=invented` },
        undefined,
        302,
      ),
  },
];
