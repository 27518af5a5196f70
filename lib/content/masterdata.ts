import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ConfigurationError } from '../intercom/errors';
import { isoOf } from '../iso';
import { editedAt, isShared, readMark, type SyncMark } from '../masterdata/mark';
import { isCustom, transformed } from '../masterdata/transform';
import { optionalText } from '../oih/fields';
import { metadataOf } from '../oih/metadata';
import type { StepRun } from '../oih/step';
import type { SourceRecord } from '../polling/source';
import type { Outgoing } from '../recordEmission';
import { digest, secondsAt } from '../sources/record';
import type { Content, ContentOf } from './content';

/** How the records of one kind become records of the hub's model. */
export interface Modelled {
  /** Digest of what the mapping covers of a record: the one that an upsert leaves in its mark. */
  digest(record: SourceRecord): string;
  /** The records in the model, one for one. */
  map(records: readonly SourceRecord[]): Promise<object[]>;
}

/**
 * The content of a trigger of master data: a record in the hub's model, in Intercom's own fields with
 * `skipTransformation`, or as the step's `customMapping` makes it. Of the first only what the mapping covers counts as
 * content, of the others all.
 */
export function masterdata(modelled: (run: StepRun, intercom: Intercom) => Modelled): ContentOf {
  return (run, intercom): Content => {
    const { config } = run;
    if (optionalText(config, 'emit') === 'page') {
      throw new ConfigurationError(
        'emit must be items here: each record travels with its id in the metadata of a message of its own.',
      );
    }
    const attribute = optionalText(config, 'syncAttribute');
    const model = modelled(run, intercom);
    const markOf = ({ custom_attributes }: SourceRecord): SyncMark | undefined =>
      attribute !== undefined && isObject(custom_attributes) ? readMark(custom_attributes[attribute]) : undefined;
    const custom = isCustom(config);
    const metadataFor = ({ record, id }: Outgoing) => ({ ...metadataOf(record, config), recordUid: id });

    return {
      digest(record) {
        const content = custom ? transformed(run, { data: record }, (message) => message).data : model.digest(record);
        // The mark as well: where another application wrote in between, the same content is news again.
        const { digest: left, unseen } = markOf(record) ?? {};
        return digest([content, left, unseen]);
      },
      // What a mapping of the step's own covers, no digest of ours can tell.
      isEcho: (record) => !custom && isShared(model.digest(record), markOf(record)),
      async messages(records) {
        const mapped = custom ? [] : await model.map(records.map(({ record }) => record));
        return records.map((one, index) => {
          const { record, id } = one;
          const edited = editedAt(model.digest(record), secondsAt(record, 'updated_at'), markOf(record));
          const inModel = { ...mapped[index], lastUpdate: isoOf(edited) };
          const message = transformed(run, { data: record, metadata: metadataFor(one) }, ({ metadata }) => ({
            data: inModel,
            ...(metadata && { metadata }),
          }));
          return { id, record: { ...Object(message.data) }, ...(message.metadata && { metadata: message.metadata }) };
        });
      },
    };
  };
}
