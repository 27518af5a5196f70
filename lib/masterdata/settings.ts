import { isObject } from '../intercom/answer';
import { ConfigurationError } from '../intercom/errors';
import { parsed } from '../json';
import { choice, flag, optionalText } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import type { HeldPath, Mapping } from './mapping';
import { ORGANIZATION_FIELDS } from './organization';
import { parsePath, pathsOf } from './paths';
import { PERSON_FIELDS } from './person';

/** Which model a step maps. */
export type Model = 'person' | 'organization';

const FIELDS: Record<Model, readonly string[]> = { person: PERSON_FIELDS, organization: ORGANIZATION_FIELDS };
const EXAMPLES: Record<Model, string> = {
  person: '{"jobTitle": "job_title", "address.city": "city", "contactData.mobile": "mobile_phone"}',
  organization: '{"address.city": "city", "contactData.phone": "phone"}',
};

/**
 * How this step maps, from its fields `customAttributes`, `lists` and `tellEmpty`. Throws ConfigurationError, which
 * names what the model does not have, and an attribute that `syncAttribute` names as well: the mark would overwrite it.
 */
export function mappingOf(config: Config, model: Model): Mapping {
  return {
    attributes: attributesOf(config.customAttributes, model, optionalText(config, 'syncAttribute')),
    tellEmpty: flag(config, 'tellEmpty'),
    lists: choice(config, 'lists', ['add', 'replace', 'none']),
  };
}

/** The fields with which a step says how it maps; the same in every function of master data. */
export function mappingFields(model: Model): Record<string, StepField> {
  return {
    customAttributes: {
      label: 'Custom attributes',
      viewClass: 'TextAreaView',
      required: false,
      placeholder: EXAMPLES[model],
      note: `JSON: which custom attribute (text) holds what Intercom has no field for, as {"path in the model": "attribute"}. Paths: ${pathsOf(FIELDS[model])}. Nothing is written to an attribute that is not named here.`,
    },
    lists: {
      label: 'Lists',
      viewClass: 'SelectView',
      required: false,
      model: {
        add: 'Add what the message has',
        replace: 'Replace what is there by what the message has',
        none: 'Leave them alone',
      },
      note: `What becomes of ${model === 'person' ? 'categories (tags) and relations (companies)' : 'categories (tags)'}. \`add\` when left out.`,
    },
    tellEmpty: {
      label: 'Tell what is empty',
      viewClass: 'CheckBoxView',
      required: false,
      note: 'Whether a result says null of what is empty in Intercom, so that the other application can erase it too. When left out, empty things are left out.',
    },
    skipTransformation: {
      label: 'Skip transformation',
      viewClass: 'CheckBoxView',
      required: false,
      note: "Whether messages hold Intercom's own fields in place of the hub's model. No when left out.",
    },
    customMapping: {
      label: 'Custom mapping',
      viewClass: 'JSONataView',
      required: false,
      placeholder: '{"data": {"name": data.displayName}, "metadata": metadata}',
      note: 'A JSONata expression over the whole message ({data, metadata}) that takes the place of the mapping between the model and Intercom, and yields such a message. The built-in mapping when left out.',
    },
  };
}

function attributesOf(value: unknown, model: Model, marked: string | undefined): HeldPath[] {
  if (value === undefined || value === null || value === '') return [];
  const map = typeof value === 'string' ? parsed(value) : value;
  if (!isObject(map)) {
    throw new ConfigurationError(`customAttributes must be a JSON object such as ${EXAMPLES[model]}.`);
  }
  const problems: string[] = [];
  const held: HeldPath[] = [];
  const taken = new Set<unknown>();
  for (const [name, attribute] of Object.entries(map)) {
    const path = parsePath(name, FIELDS[model]);
    if (!path) problems.push(`${name} is no path in the model`);
    else if (typeof attribute !== 'string' || attribute.trim() === '')
      problems.push(`${name} needs the name of an attribute`);
    else if (attribute.trim() === marked)
      problems.push(`${name} has the attribute ${marked}, which is that of the mark (syncAttribute)`);
    else if (taken.has(attribute.trim())) problems.push(`two paths have the same attribute, the second is ${name}`);
    else held.push({ path, attribute: attribute.trim() });
    if (typeof attribute === 'string') taken.add(attribute.trim());
  }
  if (problems.length === 0) return held;
  throw new ConfigurationError(`customAttributes: ${problems.join('; ')}. Paths are ${pathsOf(FIELDS[model])}.`);
}
