import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeholdersOf, splitRequest } from '../../lib/intercom/operation';
import { operations, ROOT } from '../generate/catalogue';
import { type Field, fieldsOf, keyOf, nestedFields, type OperationFacts } from './description';

function published(name: string, side: 'in' | 'out'): unknown {
  return JSON.parse(readFileSync(join(ROOT, 'schemas', 'published', `${name}.${side}.json`), 'utf8'));
}

/** What this component knows, in the form in which a description of Intercom's is read. `sendRequest` fits any and is left out. */
export function ownOperations(): OperationFacts[] {
  return operations()
    .filter(({ name }) => name !== 'sendRequest')
    .map(({ name, operation }) => {
      const { method, route } = splitRequest(operation.request);
      const inPath = new Set(placeholdersOf(route));
      const input = new Map<string, Field>();
      for (const [field, facts] of fieldsOf({}, published(name, 'in'))) {
        if (!inPath.has(field)) input.set(operation.rename?.[field] ?? field, facts);
      }
      return {
        key: keyOf(method, route),
        request: operation.request,
        input,
        output: nestedFields({}, published(name, 'out')),
      };
    });
}
