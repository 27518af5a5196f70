import { Ajv, type ValidateFunction } from 'ajv';

/**
 * The hub's master data model V2 for addresses, and what docs/masterdata.md adds to it: `owner`, `lastUpdate`, and with
 * `tellEmpty` a null in the place of a text that is empty. Written by hand, apart from schemas/models, which also say
 * what an upsert takes. Nothing else may come out.
 */
function modelV2(tellEmpty: boolean) {
  const text = { type: tellEmpty ? ['string', 'null'] : 'string' };
  const alwaysText = { type: 'string' };
  const textsOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text]));
  const object = (properties: object, required: string[] = []) => ({
    type: 'object',
    properties,
    required,
    additionalProperties: false,
  });
  const listOf = (items: object) => ({ type: 'array', items });
  const address = object({
    ...textsOf('street', 'streetNumber', 'unit', 'zipCode', 'city', 'district', 'region', 'country', 'countryCode'),
    primaryContact: text,
    label: alwaysText,
  });
  const types = ['email', 'phone', 'mobile', 'url', 'website', 'fax', 'social media'];
  const contactData = object({ type: { enum: types }, value: text, label: alwaysText, description: alwaysText }, [
    'type',
    'value',
  ]);
  const category = object({ name: alwaysText, label: alwaysText }, ['name']);
  const relation = object(
    {
      type: { enum: ['PersonToOrganization', 'OrganizationToPerson'] },
      label: alwaysText,
      uids: listOf(alwaysText),
      partner: object({ name: alwaysText }),
    },
    ['type', 'uids'],
  );
  const calendar = object(textsOf('calendar', 'busyCalendar', 'requestCalendar', 'label'));
  const shared = {
    addresses: listOf(address),
    contactData: listOf(contactData),
    categories: listOf(category),
    calendars: listOf(calendar),
    lastUpdate: alwaysText,
  };
  return {
    person: object({
      ...textsOf('title', 'salutation', 'firstName', 'middleName', 'lastName', 'birthday', 'notes', 'displayName'),
      ...textsOf('language', 'nickname', 'jobTitle', 'photo', 'anniversary', 'owner'),
      gender: { enum: ['male', 'female', 'intersexual', '', ...(tellEmpty ? [null] : [])] },
      relations: listOf(relation),
      ...shared,
    }),
    // A company always has a name.
    organization: object({ name: alwaysText, logo: text, ...shared }),
  };
}

/** Checks what came out against the model. */
export function outputValidator(
  kind: 'person' | 'organization',
  { tellEmpty }: { tellEmpty: boolean },
): ValidateFunction {
  return new Ajv({ strict: false }).compile(modelV2(tellEmpty)[kind]);
}
