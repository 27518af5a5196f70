import { type Attributes, merged } from './attributes';
import { notFound } from './errors';
import type { Body } from './router';
import type { Workspace } from './workspace';

/** A record of a custom object type. Stamps in UNIX seconds. */
export interface CustomObject {
  readonly id: string;
  /** Identifier of its type. */
  readonly type: string;
  readonly external_id: string | null;
  readonly external_created_at: number | null;
  readonly external_updated_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
  /** Kept as they come: which ones a type has is nothing that the sandbox knows. */
  readonly custom_attributes: Attributes;
}

/** What a client can set on one. */
export interface CustomObjectFields {
  readonly external_id?: string | null;
  readonly external_created_at?: number | null;
  readonly external_updated_at?: number | null;
  readonly custom_attributes?: Body;
}

/** The custom object instances of a workspace, of whatever types. */
export class CustomObjects {
  readonly #objects = new Map<string, CustomObject>();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Those of a type, newest first. */
  list(type: string): readonly CustomObject[] {
    return [...this.#objects.values()].filter((object) => object.type === type).reverse();
  }

  /** Throws 404 when the type has no such instance. */
  get(type: string, id: string): CustomObject {
    const object = this.#objects.get(id);
    if (object?.type !== type) throw notFound('Custom object instance');
    return object;
  }

  byExternalId(type: string, externalId: string): CustomObject | undefined {
    return this.list(type).find((object) => object.external_id === externalId);
  }

  /** The instance with this external id, made or changed by the values; without an external id a new one. */
  upsert(type: string, { custom_attributes = {}, ...values }: CustomObjectFields): CustomObject {
    const at = this.#workspace.clock.now();
    const known = values.external_id ? this.byExternalId(type, values.external_id) : undefined;
    const object: CustomObject = {
      id: this.#workspace.ids.other(),
      type,
      external_id: null,
      external_created_at: null,
      external_updated_at: null,
      created_at: at,
      ...known,
      ...values,
      updated_at: at,
      custom_attributes: merged(known?.custom_attributes ?? {}, custom_attributes),
    };
    this.#objects.set(object.id, object);
    return object;
  }

  /** Throws 404 when the type has no such instance. */
  remove(type: string, id: string): CustomObject {
    const object = this.get(type, id);
    this.#objects.delete(id);
    return object;
  }
}
