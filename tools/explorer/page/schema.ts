import type { JsonSchema } from '../../../lib/schema';

/** A schema with the keywords that a form can show. */
export interface Rule extends JsonSchema {
  properties?: Record<string, Rule>;
  items?: Rule;
  anyOf?: Rule[];
  allOf?: Rule[];
  oneOf?: Rule[];
  format?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}

/** Which control a value gets. `free` is JSON: for what no form can say. */
export type Control =
  | 'constant'
  | 'choice'
  | 'yesNo'
  | 'number'
  | 'text'
  | 'mixed'
  | 'list'
  | 'object'
  | 'forms'
  | 'free';

/** The types that a value may have, without null. */
export function typesOf({ type }: Rule): string[] {
  return [type ?? []].flat().filter((one) => one !== 'null');
}

/** Whether null is a value of its own here, which clears a field. */
export function isNullable({ type, anyOf }: Rule): boolean {
  return [type ?? []].flat().includes('null') || (anyOf ?? []).some((branch) => branch.type === 'null');
}

/** The forms that a value comes in, each whole: what it shares with the others, and what is its own. Empty where there is but one. */
export function formsOf(rule: Rule): Rule[] {
  const { anyOf, oneOf, allOf, ...common } = rule;
  const choices = [anyOf, oneOf, ...(allOf ?? []).map((one) => one.anyOf)].find((one) => one !== undefined) ?? [];
  const forms = choices.filter(({ type }) => type !== 'null');
  if (forms.length === 1 && forms.length < choices.length) return [];
  return forms.map((form) => merged(common, form));
}

/** The rule itself where null is the only other choice. */
export function withoutNull(rule: Rule): Rule {
  const { anyOf, ...common } = rule;
  const forms = (anyOf ?? []).filter(({ type }) => type !== 'null');
  const [only] = forms;
  if (!anyOf || forms.length === anyOf.length || forms.length !== 1 || !only) return rule;
  return { ...only, ...common };
}

/** What a form says of a property narrows what the flat property says. */
function merged(common: Rule, form: Rule): Rule {
  const properties = { ...common.properties };
  for (const [name, rule] of Object.entries(form.properties ?? {})) {
    properties[name] = merged(properties[name] ?? {}, rule);
  }
  const required = [...new Set([...(common.required ?? []), ...(form.required ?? [])])];
  return {
    ...common,
    ...form,
    ...(common.description !== undefined && { description: common.description }),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
    ...(common.items && form.items && { items: merged(common.items, form.items) }),
  };
}

/** The control for a value that has one form only. */
export function controlOf(rule: Rule): Control {
  if (formsOf(rule).length > 1) return 'forms';
  if (rule.const !== undefined) return 'constant';
  if (rule.enum) return 'choice';
  const types = typesOf(rule);
  if (types.length > 1) return types.includes('object') && !types.includes('string') ? 'free' : 'mixed';
  switch (types[0]) {
    case 'boolean':
      return 'yesNo';
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return 'text';
    case 'array':
      return rule.items ? 'list' : 'free';
    case 'object':
      return Object.keys(rule.properties ?? {}).length > 0 ? 'object' : 'free';
    default:
      return Object.keys(rule.properties ?? {}).length > 0 ? 'object' : 'free';
  }
}

/** A form's fields in the order in which they are shown. */
export interface Arrangement {
  required: string[];
  optional: string[];
  /** Fields that only other forms of the same input ask for. */
  others: string[];
}

/** Sorts the fields of a form; `siblings` are all forms of the input, with this one. */
export function arrange(form: Rule, siblings: readonly Rule[]): Arrangement {
  const names = Object.keys(form.properties ?? {});
  const required = new Set(form.required ?? []);
  const elsewhere = new Set(siblings.flatMap((sibling) => sibling.required ?? []));
  return {
    required: names.filter((name) => required.has(name)),
    optional: names.filter((name) => !required.has(name) && !elsewhere.has(name)),
    others: names.filter((name) => !required.has(name) && elsewhere.has(name)),
  };
}

/** The form that a value fits best: the one whose constants it does not contradict and of whose required fields it has most. */
export function closestForm(forms: readonly Rule[], value: unknown): number {
  const scores = forms.map((form) => closeness(form, value));
  return scores.indexOf(Math.max(...scores));
}

function closeness(form: Rule, value: unknown): number {
  if (value === undefined) return 0;
  const types = typesOf(form);
  if (Array.isArray(value)) return types.includes('array') ? 1 : 0;
  if (value === null || typeof value !== 'object') return types.includes(typeof value) ? 1 : 0;
  if (types.length > 0 && !types.includes('object')) return -1;
  const given = new Map<string, unknown>(Object.entries(value));
  let score = 1;
  for (const [name, rule] of Object.entries(form.properties ?? {})) {
    const actual = given.get(name);
    if (actual === undefined) continue;
    const allowed = rule.const === undefined ? rule.enum : [rule.const];
    if (allowed) score += allowed.includes(actual) ? 1 : -100;
  }
  for (const name of form.required ?? []) score += given.has(name) ? 1 : -10;
  return score;
}

/** A type in a word or two, for people. */
export function typeText(rule: Rule): string {
  const forms = formsOf(rule);
  if (forms.length > 1 && typesOf(rule).length === 0) return [...new Set(forms.map(typeText))].join(' or ');
  if (rule.const !== undefined || rule.enum) return '';
  const types = typesOf(rule);
  const words = types.map((type) => {
    if (type === 'array') return rule.items && types.length === 1 ? `list of ${plural(typeText(rule.items))}` : 'list';
    return WORDS[type] ?? type;
  });
  return words.join(' or ');
}

const WORDS: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
};

const PLURALS: Record<string, string> = {
  text: 'texts',
  'whole number': 'whole numbers',
  number: 'numbers',
  object: 'objects',
};

function plural(word: string): string {
  return PLURALS[word] ?? (word || 'words');
}

/** Narrows an unknown to an object whose keys can be read. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
