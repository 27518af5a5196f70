import { composite } from '../../action';
import { EXPORT_FIELDS, wholeExport } from '../../files/wholeExport';
import type { ExportReportingDataInput, ExportReportingDataOutput } from '../../types';
import { process as download } from './downloadReportingDataExport';
import { process as create } from './enqueueReportingDataExport';
import { process as retrieve } from './retrieveReportingDataExport';

export const process = composite<ExportReportingDataInput, ExportReportingDataOutput>(
  {
    title: 'Export reporting data',
    description:
      'Exports columns of a reporting dataset for a span of time: makes the job, waits until it is done, and hands over its CSV of any size, as a file in the attachment storage, as rows, or as text.',
    calls: [create.operation, retrieve.operation, download.operation],
    fields: EXPORT_FIELDS,
  },
  wholeExport({
    name: 'reporting-export',
    create: create.operation,
    retrieve: retrieve.operation,
    download: download.operation,
    ofJob: ['app_id', 'client_id'],
  }),
);
