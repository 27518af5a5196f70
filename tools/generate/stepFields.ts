import { VERSIONS } from '../../lib/intercom/versions';
import type { StepField } from '../../lib/oih/stepField';
import type { TriggerDeclaration } from '../../lib/polling';
import type { WebhookDeclaration } from '../../lib/webhook';
import { type ActionEntry, isOperation, isPolling, type TriggerEntry } from './catalogue';

const apiVersion: StepField = {
  label: 'API version',
  viewClass: 'SelectView',
  required: false,
  model: VERSIONS,
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

const checkAttributes: StepField = {
  label: 'Check attributes',
  viewClass: 'CheckBoxView',
  required: false,
  note: 'Refuses a message before it is sent where an attribute does not exist in the workspace or has a value of the wrong type, and names the nearest one. Costs a call, at most once a minute. Off when left out.',
};

const files: StepField = {
  label: 'With files',
  viewClass: 'CheckBoxView',
  required: false,
  note: "true puts the attachments of each part, and the images in its text, into the platform's attachment storage; the message points to them and lists them as `files`. 50 files and 100 MiB at most. Off when left out.",
};

function attachments(taken: readonly ('files' | 'urls')[]): StepField {
  const all = { files: 'Send their contents', urls: 'Let Intercom fetch them', none: 'Leave them out' };
  const how = {
    files: "`files`: contents of files in the platform's attachment storage, 10 files and 10 MiB at most. ",
    urls: '`urls`: addresses of images, 10 at most, which Intercom fetches, so they must be public. ',
  };
  return {
    label: 'Attachments of the message',
    viewClass: 'SelectView',
    required: false,
    model: Object.fromEntries(
      Object.entries(all).filter(([key]) => key === 'none' || taken.some((one) => one === key)),
    ),
    note: `What to do with the attachments that the message brings. ${taken.map((one) => how[one]).join('')}\`none\` (when left out): they are not sent.`,
  };
}

/** The fields of an action's step, besides the input in its message. */
export function actionFields(declaration: ActionEntry['declaration']): Record<string, StepField> {
  const ofLists = isOperation(declaration) && declaration.paging ? { output, maxItems } : {};
  const ofAttributes = declaration.attributes ? { checkAttributes } : {};
  const ofFiles = isOperation(declaration)
    ? {
        ...(declaration.holdsFiles && { files }),
        ...(declaration.takesFiles && { attachments: attachments(declaration.takesFiles) }),
      }
    : {};
  return { ...declaration.fields, ...ofAttributes, ...ofFiles, ...ofLists, apiVersion };
}

/** The fields of a trigger's step. */
export function triggerFields(trigger: TriggerEntry['trigger']): Record<string, StepField> {
  return isPolling(trigger) ? pollingFields(trigger) : webhookFields(trigger);
}

function webhookFields({ topics, refetch, fields }: WebhookDeclaration): Record<string, StepField> {
  const all = topics ? `All of this trigger (${topics.join(', ')}) when left out.` : 'Every topic when left out.';
  return {
    ...fields,
    ...((topics === undefined || topics.length > 1) && {
      topics: {
        label: 'Topics',
        viewClass: 'TextFieldView',
        required: false,
        placeholder: topics?.[0] ?? 'contact.*, ticket.created',
        note: `Topics that start the flow, with commas between; * stands for anything. ${all}`,
      } satisfies StepField,
    }),
    webhookToken: {
      label: 'Token in the address',
      viewClass: 'PasswordFieldView',
      required: false,
      placeholder: 'a long random word',
      note: 'A secret word of yours. A notification is refused unless its address ends in ?token= and this word. Set this or the client secret, best in the credential.',
    },
    clientSecret: {
      label: 'Client secret',
      viewClass: 'PasswordFieldView',
      required: false,
      placeholder: '0a1b2c3d-...',
      note: "The app's client secret (Developer Hub, Basic information). A notification is refused unless Intercom signed it with this. Set this or the token in the address, best in the credential.",
    },
    trust: {
      label: 'Trust',
      viewClass: 'SelectView',
      required: false,
      model: { required: 'Only what proves to be from Intercom', none: 'Whatever comes' },
      note: 'What happens with neither token nor client secret: `required` (when left out) refuses all, `none` accepts all.',
    },
    appId: {
      label: 'Workspace',
      viewClass: 'TextFieldView',
      required: false,
      placeholder: 'a1b2c3d4',
      note: 'Id of a workspace: notifications from others start nothing. For an app that is installed in several. Notifications of all when left out.',
    },
    ...(Object.keys(refetch).length > 0 && {
      refetch: {
        label: 'Read anew',
        viewClass: 'CheckBoxView',
        required: false,
        note: 'true reads the record through the API and emits it as it is now, at the price of a call. Emits what the notification holds when left out.',
      } satisfies StepField,
      apiVersion,
    }),
  };
}

function pollingFields({ source, fields, embedded }: TriggerDeclaration): Record<string, StepField> {
  return {
    ...fields,
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
      note: 'A run stops after this many records; the next one brings the rest. With 20,000 or more at once a run goes on to its end. No bound when left out.',
    },
    ...(source.searchable && {
      filter: {
        label: 'Filter',
        viewClass: 'TextAreaView',
        required: false,
        placeholder: '{"field": "role", "operator": "=", "value": "user"}',
        note: 'A search filter of Intercom, or a group of them, that a record must match as well. Every record when left out.',
      } satisfies StepField,
    }),
    emit: {
      label: 'Emit',
      viewClass: 'SelectView',
      required: false,
      model: { items: 'A message for each record', page: 'Many records in a message, as items' },
      note: 'What a message holds. `items` when left out.',
    },
    ...(embedded && {
      fields: {
        label: 'Lists to complete',
        viewClass: 'TextFieldView',
        required: false,
        placeholder: Object.keys(embedded).join(', '),
        note: `Lists of which Intercom puts only the first ten entries into a record, to be read whole: some of ${Object.keys(embedded).join(', ')}, with commas between. One more call for each that is longer. None when left out.`,
      } satisfies StepField,
    }),
    apiVersion,
  };
}
