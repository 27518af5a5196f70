import { arrange, closestForm, formsOf, isObject, type Rule, withoutNull } from './schema';

/**
 * A JSONata expression that makes a step's message out of the one before: what was filled in stands as it is, what is
 * required and still open is taken from the field of the same name, for a person to change.
 */
export function mapping(rule: Rule, data: unknown): string {
  return `{\n  "data": ${expression(rule, data, ['data'], 1)},\n  "metadata": metadata\n}`;
}

/** The same on one line, as a flow's JSON holds it. */
export function oneLine(expressionText: string): string {
  return expressionText.replaceAll(/\n\s*/g, ' ');
}

function expression(rule: Rule, value: unknown, path: readonly string[], depth: number): string {
  const inner = withoutNull(rule);
  const open = openFields(inner, value);
  if (value === undefined && open.length === 0 && path.length > 1) return path.map(step).join('.');
  if (value !== undefined && !isObject(value)) return JSON.stringify(value);
  const form = formOf(inner, value);
  const given = isObject(value) ? value : {};
  const names = [...new Set([...open, ...Object.keys(given)])];
  if (names.length === 0) return '{}';
  const indent = '  '.repeat(depth + 1);
  const lines = names.map((name) => {
    const text = expression(form.properties?.[name] ?? {}, given[name], [...path, name], depth + 1);
    return `${indent}${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`;
}

/** The fields that must be there, in the form that the value has. */
function openFields(rule: Rule, value: unknown): string[] {
  if (value !== undefined && !isObject(value)) return [];
  const forms = formsOf(rule);
  return arrange(formOf(rule, value), forms).required;
}

function formOf(rule: Rule, value: unknown): Rule {
  const forms = formsOf(rule);
  return forms[closestForm(forms, value)] ?? rule;
}

/** A name that JSONata would read as something else stands in backticks. */
function step(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !['and', 'or', 'in', 'true', 'false', 'null', 'function'].includes(name)
    ? name
    : `\`${name}\``;
}
