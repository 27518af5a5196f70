import type { Summary } from './catalogue';
import { oneLine } from './mapping';

/** A step as OIH's flow repository keeps it in `graph.nodes`. */
export interface FlowStep {
  id: string;
  componentId: string;
  function: string;
  credentials_id: string;
  fields?: Record<string, unknown>;
  nodeSettings?: { applyTransform: 'before'; transformFunction: string };
}

/** The step to paste into a flow. A trigger stands first and has nothing to map. */
export function flowStep(
  { name, kind }: Pick<Summary, 'name' | 'kind'>,
  fields: Record<string, unknown>,
  expression: string,
): FlowStep {
  return {
    id: name,
    componentId: '<id of this component>',
    function: name,
    credentials_id: '<id of your secret>',
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(kind === 'action' && {
      nodeSettings: { applyTransform: 'before', transformFunction: oneLine(expression) },
    }),
  };
}
