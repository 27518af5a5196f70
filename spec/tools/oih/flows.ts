import path from 'node:path';
import type { Flow, FlowNode } from '../../../tools/oih/flow';

/** The components that flows of these specs may name. */
export const components = { tiny: path.join(__dirname, 'component') };

/** A step of the tiny component. */
export function step(id: string, fn: string, more: Partial<FlowNode> = {}): FlowNode {
  return { id, componentId: 'tiny', function: fn, ...more };
}

/** A flow of steps one after the other. */
export function chain(name: string, ...nodes: FlowNode[]): Flow {
  const edges = nodes.slice(1).map((node, index) => ({ source: nodes[index]?.id ?? '', target: node.id }));
  return { name, graph: { nodes, edges } };
}
