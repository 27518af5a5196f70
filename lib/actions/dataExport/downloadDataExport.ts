import { action } from '../../action';
import { CSV_FIELDS } from '../../files/emitFile';
import { downloadExport } from '../../files/exportFile';
import type { DownloadDataExportInput, DownloadDataExportOutput } from '../../types';

export const process = action<DownloadDataExportInput, DownloadDataExportOutput>(
  {
    title: 'Download a content export',
    description:
      'Fetches the gzip-compressed CSV of a completed export job, of any size: as a file in the attachment storage, as rows, or as text.',
    request: 'GET /download/content/data/{job_identifier}',
    fields: CSV_FIELDS,
  },
  downloadExport('content-export'),
);
