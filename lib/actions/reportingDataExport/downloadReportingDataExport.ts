import { action } from '../../action';
import { comesWithAttachments } from '../../download';
import type { DownloadReportingDataExportInput, DownloadReportingDataExportOutput } from '../../types';

export const process = action<DownloadReportingDataExportInput, DownloadReportingDataExportOutput>(
  {
    title: 'Download a reporting export',
    description:
      'Fetches the file of a complete reporting export job. Not available yet: the step fails and names what to use until files travel as attachments.',
    request: 'GET /download/reporting_data/{job_identifier}',
    since: '2.14',
  },
  comesWithAttachments(
    'take download_url from retrieveReportingDataExport and fetch it with the access token and the header Accept: application/octet-stream',
  ),
);
