import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { placeholdersOf, splitRequest } from '../../lib/intercom/operation';
import { operations, ROOT } from '../generate/catalogue';

/** Writes an OpenAPI description of all our operations, such as a generated component would bring, and returns its path. */
export function writeDescription(baseUrl: string): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { name, operation } of operations()) {
    const { method, route } = splitRequest(operation.request);
    const verb = method.toLowerCase();
    paths[route] = {
      ...paths[route],
      [verb]: {
        operationId: name,
        summary: operation.title,
        parameters: placeholdersOf(route).map((placeholder) => ({
          name: placeholder,
          in: 'path',
          required: true,
          schema: { type: 'string' },
        })),
        ...(verb !== 'get' && { requestBody: { content: { 'application/json': { schema: published(name, 'in') } } } }),
        responses: { 200: { description: 'OK', content: { 'application/json': { schema: published(name, 'out') } } } },
      },
    };
  }
  const description = {
    openapi: '3.0.3',
    info: { title: 'Intercom', version: '2.16' },
    servers: [{ url: baseUrl }],
    security: [{ bearerAuth: [] }],
    components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'bench-description-')), 'openapi.json');
  writeFileSync(file, JSON.stringify(description));
  return file;
}

function published(name: string, side: 'in' | 'out'): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'published', `${name}.${side}.json`), 'utf8'));
}
