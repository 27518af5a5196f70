import type { StepField } from '../oih/stepField';
import { type Model, mappingFields } from './settings';

/** The step fields of a trigger of master data, besides those of every trigger. */
export function syncTriggerFields(model: Model): Record<string, StepField> {
  return {
    ...mappingFields(model),
    syncAttribute: {
      label: 'Sync attribute',
      viewClass: 'TextFieldView',
      required: false,
      placeholder: 'oih_sync',
      note: 'The custom attribute (text) in which the upsert of the other flow leaves its mark: what it wrote and nobody has edited since is not sent back. When left out, and with skipTransformation or customMapping, each of its writes comes back once.',
    },
    ...(model === 'person' && {
      deletes: {
        label: 'Tell of deletions',
        viewClass: 'CheckBoxView',
        required: false,
        note: 'Whether a contact that was deleted for good is emitted with deleteRequested: true. Costs a call in each run; archived contacts are not told of. No when left out.',
      } satisfies StepField,
      merges: {
        label: 'Merged contacts',
        viewClass: 'SelectView',
        required: false,
        model: { keep: 'Say nothing', delete: 'Tell of a deletion' },
        note: 'With deletes, what a contact means that was merged into another one: `keep` (when left out) says nothing, since the person lives on in the other one; `delete` emits deleteRequested for it, which is safe only where the other application keeps the two as two persons, and so does not find persons by e-mail address.',
      } satisfies StepField,
    }),
  };
}
