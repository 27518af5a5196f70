import type { Attributes } from './attributes';
import { notFound } from './errors';
import { type Applied, withoutTag, withTag } from './tags';
import type { Workspace } from './workspace';

/** A company, as far as contacts, notes and tags need it. Stamps in UNIX seconds. */
export interface Company {
  /** Intercom's id. */
  readonly id: string;
  /** The id that the client gave it. */
  readonly company_id: string;
  readonly name: string;
  readonly created_at: number;
  readonly updated_at: number;
  /** When one of its users was last there; null or left out where none ever was. */
  readonly last_request_at?: number | null;
  readonly website?: string;
  readonly industry?: string;
  readonly size?: number;
  /** Name of the plan. */
  readonly plan?: string;
  readonly monthly_spend?: number;
  readonly remote_created_at?: number;
  readonly custom_attributes: Attributes;
  readonly tags: readonly Applied[];
  readonly notes: readonly string[];
}

/** The one scroll over companies that can be open: what is left of it, and when (UNIX seconds) it was last used. */
export interface Scroll {
  readonly param: string;
  readonly rest: readonly Company[];
  readonly usedAt: number;
}

/** The companies of a workspace. */
export class Companies {
  scroll: Scroll | undefined;
  readonly #companies = new Map<string, Company>();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  list(): readonly Company[] {
    return [...this.#companies.values()];
  }

  find(id: string): Company | undefined {
    return this.#companies.get(id);
  }

  /** The company with the client's own id, or undefined. */
  byCompanyId(companyId: string): Company | undefined {
    return this.list().find((company) => company.company_id === companyId);
  }

  /** Throws 404 when there is no such company. */
  get(id: string, code?: string): Company {
    const company = this.#companies.get(id);
    if (!company) throw notFound('Company', code);
    return company;
  }

  /** The company with the client's id, made or changed by the values. */
  upsert(values: Pick<Company, 'company_id'> & Partial<Omit<Company, 'id' | 'created_at' | 'updated_at'>>): Company {
    const at = this.#workspace.clock.now();
    const known = this.byCompanyId(values.company_id);
    const company: Company = {
      id: known?.id ?? this.#workspace.ids.company(at),
      name: values.company_id,
      created_at: at,
      custom_attributes: {},
      tags: [],
      notes: [],
      ...known,
      ...values,
      updated_at: at,
    };
    this.#companies.set(company.id, company);
    this.#workspace.changes.tell('company', company.id, known ? 'updated' : 'created');
    return company;
  }

  /** Changes values of a company. Throws 404. */
  update(id: string, values: Partial<Omit<Company, 'id' | 'company_id' | 'created_at' | 'updated_at'>>): Company {
    return this.#change(id, () => values);
  }

  /** Takes in a company that has been there for long, as seeds do: no change told. */
  settle(company: Company): void {
    this.#companies.set(company.id, company);
  }

  /** One of its users is there: the list's order changes, the company's own stamp does not. */
  visit(id: string): Company {
    const company = { ...this.get(id), last_request_at: this.#workspace.clock.now() };
    this.#companies.set(id, company);
    return company;
  }

  remove(id: string): void {
    this.#companies.delete(this.get(id).id);
    this.#workspace.changes.tell('company', id, 'deleted');
  }

  tag(id: string, applied: Applied): Company {
    return this.#change(id, ({ tags }) => ({ tags: withTag(tags, applied) }));
  }

  untag(id: string, tagId: string): Company {
    return this.#change(id, ({ tags }) => ({ tags: withoutTag(tags, tagId) }));
  }

  addNote(id: string, noteId: string): Company {
    return this.#change(id, ({ notes }) => ({ notes: [noteId, ...notes] }));
  }

  #change(id: string, patch: (company: Company) => Partial<Company>): Company {
    const before = this.get(id);
    const company = { ...before, ...patch(before), updated_at: this.#workspace.clock.now() };
    this.#companies.set(id, company);
    this.#workspace.changes.tell('company', id, 'updated');
    return company;
  }
}
