import { action } from '../../action';
import type { ExportWorkflowInput, WorkflowExport } from '../../types';

export const process = action<ExportWorkflowInput, WorkflowExport>({
  title: 'Export a workflow',
  description: 'Returns the whole definition of a workflow: its steps, targeting rules and attributes.',
  request: 'GET /export/workflows/{workflow_id}',
  since: '2.15',
});
