import { composite } from '../../action';
import { EXPORT_FIELDS, wholeExport } from '../../files/wholeExport';
import type { ExportContentInput, ExportContentOutput } from '../../types';
import { process as create } from './createDataExport';
import { process as download } from './downloadDataExport';
import { process as retrieve } from './retrieveDataExport';

export const process = composite<ExportContentInput, ExportContentOutput>(
  {
    title: 'Export content',
    description:
      'Exports how outbound content was received in a span of time: makes the job, waits until it is done, and hands over its CSV of any size, as a file in the attachment storage, as rows, or as text.',
    calls: [create.operation, retrieve.operation, download.operation],
    fields: EXPORT_FIELDS,
  },
  wholeExport({
    name: 'content-export',
    create: create.operation,
    retrieve: retrieve.operation,
    download: download.operation,
  }),
);
