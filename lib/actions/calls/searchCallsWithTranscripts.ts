import { action } from '../../action';
import type { SearchCallsWithTranscriptsInput, SearchCallsWithTranscriptsOutput } from '../../types';

export const process = action<SearchCallsWithTranscriptsInput, SearchCallsWithTranscriptsOutput>({
  title: 'Search calls with transcripts',
  description: 'Finds the calls of up to 20 conversations and returns them with what was said.',
  request: 'POST /calls/search',
  since: '2.14',
  paging: { style: 'single', items: 'data' },
});
