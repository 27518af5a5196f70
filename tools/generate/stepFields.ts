import type { Operation } from '../../lib/intercom/operation';
import { VERSIONS } from '../../lib/intercom/versions';

/** How a field of a step looks in a form; the views are the platform's. */
export interface StepField {
  label: string;
  viewClass: 'TextFieldView' | 'TextAreaView' | 'SelectView' | 'CheckBoxView' | 'PasswordFieldView' | 'JSONataView';
  required: boolean;
  placeholder?: string;
  note: string;
  model?: Record<string, string>;
}

const apiVersion: StepField = {
  label: 'API version',
  viewClass: 'SelectView',
  required: false,
  model: Object.fromEntries(VERSIONS.map((version) => [version, version])),
  note: 'Version of the Intercom API for this step. 2.16 when left out, unless the credential names one.',
};

const output: StepField = {
  label: 'Output',
  viewClass: 'SelectView',
  required: false,
  model: {
    page: 'The page as one message',
    items: 'A message for each item of the page',
    all: 'A message for each item of all pages',
  },
  note: 'What a message holds. `page` when left out.',
};

const maxItems: StepField = {
  label: 'Most items',
  viewClass: 'TextFieldView',
  required: false,
  placeholder: '1000',
  note: 'Largest number of messages when the output is `items` or `all`. No bound when left out.',
};

/** The fields of an action's step, besides the input in its message. */
export function actionFields({ paging }: Operation): Record<string, StepField> {
  return paging ? { output, maxItems, apiVersion } : { apiVersion };
}

/** The fields of a polling trigger's step. */
export function triggerFields(searchable: boolean): Record<string, StepField> {
  return {
    startFrom: {
      label: 'Start from',
      viewClass: 'TextFieldView',
      required: false,
      placeholder: 'now',
      note: 'Where the first run begins: `now` (when left out), `beginning`, or a date such as 2026-01-31T09:00:00Z or UNIX seconds. Later runs go on where the last one stopped.',
    },
    overlapSeconds: {
      label: 'Overlap in seconds',
      viewClass: 'TextFieldView',
      required: false,
      placeholder: '300',
      note: 'How far each run looks back behind the last one for records that Intercom shows late. 300 when left out. Nothing is emitted twice for it.',
    },
    maxItems: {
      label: 'Most records in a run',
      viewClass: 'TextFieldView',
      required: false,
      placeholder: '1000',
      note: 'A run stops after this many records; the next one brings the rest. No bound when left out.',
    },
    ...(searchable && {
      filter: {
        label: 'Filter',
        viewClass: 'TextAreaView',
        required: false,
        placeholder: '{"field": "role", "operator": "=", "value": "user"}',
        note: 'A search filter of Intercom, or a group of them, that a record must match as well. Every record when left out.',
      } satisfies StepField,
    }),
    apiVersion,
  };
}
