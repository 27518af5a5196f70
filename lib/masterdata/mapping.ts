import type { ModelPath } from './paths';

/** A custom attribute of the workspace, and the place in the model whose value it holds. */
export interface HeldPath {
  path: ModelPath;
  attribute: string;
}

/** How a step maps, as its fields say. Every function of one flow pair must be told the same. */
export interface Mapping {
  attributes: readonly HeldPath[];
  /** Whether a mapped record says of what is empty that it is (null), so that the reader can erase it. */
  tellEmpty: boolean;
  /**
   * Tags and companies: `add` those of a message, `replace` what is there by them, or take no notice of them at all
   * (`none`).
   */
  lists: 'add' | 'replace' | 'none';
}

/** What holds where a step says nothing. */
export const DEFAULT_MAPPING: Mapping = { attributes: [], tellEmpty: false, lists: 'add' };

/** The attributes that hold plain fields: field -> attribute. */
export function fieldAttributes({ attributes }: Mapping): Map<string, string> {
  return new Map(
    attributes.flatMap(({ path, attribute }) => (path.kind === 'field' ? [[path.name, attribute] as const] : [])),
  );
}
