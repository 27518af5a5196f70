import { action } from '../../action';
import { CSV_FIELDS } from '../../files/emitFile';
import { downloadExport } from '../../files/exportFile';
import type { DownloadReportingDataExportInput, DownloadReportingDataExportOutput } from '../../types';

export const process = action<DownloadReportingDataExportInput, DownloadReportingDataExportOutput>(
  {
    title: 'Download a reporting export',
    description:
      'Fetches the CSV of a complete reporting export job, of any size: as a file in the attachment storage, as rows, or as text.',
    request: 'GET /download/reporting_data/{job_identifier}',
    since: '2.14',
    fields: CSV_FIELDS,
  },
  downloadExport('reporting-export'),
);
