import { action } from '../../action';
import { comesWithAttachments } from '../../download';
import type { DownloadDataExportInput, DownloadDataExportOutput } from '../../types';

export const process = action<DownloadDataExportInput, DownloadDataExportOutput>(
  {
    title: 'Download a content export',
    description:
      'Fetches the gzip-compressed CSV of a completed export job. Not available yet: the step fails and names what to use until files travel as attachments.',
    request: 'GET /download/content/data/{job_identifier}',
  },
  comesWithAttachments(
    'take download_url from retrieveDataExport and fetch it with the access token and the header Accept: application/octet-stream',
  ),
);
