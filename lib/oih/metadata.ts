import { isObject } from '../intercom/answer';
import type { Config, Message, Metadata } from './types';

/**
 * Metadata of a record that Intercom gave: its id as `recordUid`, and `applicationUid` where the step names it. Always
 * an object, since id linking fails on a message without one (ferryman 2.4.7, lib/ferryman.js, onData). The incoming `oihUid` is not
 * handed on: it belongs to the record that came in, and what came out may be another one, such as its tag.
 */
export function metadataOf(record: unknown, config: Config): Metadata {
  const settings = isObject(config.nodeSettings) ? config.nodeSettings : {};
  const applicationUid = [settings.applicationUid, config.applicationUid].find((uid) => typeof uid === 'string' && uid);
  const id = isObject(record) ? record.id : undefined;
  return {
    ...(typeof applicationUid === 'string' && { applicationUid }),
    ...((typeof id === 'string' || typeof id === 'number') && { recordUid: String(id) }),
  };
}

/** The same for a record that is the one that came in, as after an upsert: with the incoming `oihUid`, by which the hub links the two. */
export function metadataOfSame(record: unknown, message: Message, config: Config): Metadata {
  const oihUid = message.metadata?.oihUid;
  return { ...(typeof oihUid === 'string' && { oihUid }), ...metadataOf(record, config) };
}
