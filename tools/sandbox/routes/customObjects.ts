import type { CustomObject } from '../customObjects';
import { missing, notFound } from '../errors';
import { integer, objectAt, text } from '../input';
import { numberedPage } from '../pages';
import type { Call, Route } from '../router';

const TYPE = '/custom_object_instances/{custom_object_type_identifier}';

const typeOf = ({ path }: Call): string => path('custom_object_type_identifier');

function byExternalId(call: Call, externalId: string | null): CustomObject {
  const found = externalId === null ? undefined : call.workspace.customObjects.byExternalId(typeOf(call), externalId);
  if (!found) throw notFound('Custom object instance');
  return found;
}

const deleted = ({ id, type }: CustomObject): object => ({ id, object: type, deleted: true });

/** The folder customObjectInstances. */
export const customObjectRoutes: readonly Route[] = [
  {
    request: `POST ${TYPE}`,
    since: '2.13',
    handle: (call) => {
      const { workspace, body } = call;
      const [external_id, createdAt] = [text(body, 'external_id'), integer(body, 'external_created_at')];
      const [updatedAt, custom_attributes] = [
        integer(body, 'external_updated_at'),
        objectAt(body, 'custom_attributes'),
      ];
      return workspace.customObjects.upsert(typeOf(call), {
        ...(external_id !== undefined && { external_id }),
        ...(createdAt !== undefined && { external_created_at: createdAt }),
        ...(updatedAt !== undefined && { external_updated_at: updatedAt }),
        ...(custom_attributes && { custom_attributes }),
      });
    },
  },
  {
    request: `GET ${TYPE}`,
    since: '2.13',
    handle: (call) => {
      const externalId = call.query.get('external_id');
      if (externalId !== null) return byExternalId(call, externalId);
      const all = call.workspace.customObjects.list(typeOf(call));
      const { items, pages } = numberedPage(call, all, 20, 150);
      return { type: 'list', data: items, pages, total_count: all.length };
    },
  },
  {
    request: `DELETE ${TYPE}`,
    since: '2.13',
    handle: (call) => {
      const externalId = call.query.get('external_id');
      if (externalId === null) throw missing('external_id');
      const { id } = byExternalId(call, externalId);
      return deleted(call.workspace.customObjects.remove(typeOf(call), id));
    },
  },
  {
    request: `GET ${TYPE}/{custom_object_instance_id}`,
    since: '2.13',
    handle: (call) => call.workspace.customObjects.get(typeOf(call), call.path('custom_object_instance_id')),
  },
  {
    request: `DELETE ${TYPE}/{custom_object_instance_id}`,
    since: '2.13',
    handle: (call) =>
      deleted(call.workspace.customObjects.remove(typeOf(call), call.path('custom_object_instance_id'))),
  },
];
