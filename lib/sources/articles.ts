import { isObject } from '../intercom/answer';
import type { Operation } from '../intercom/operation';
import type { Source, SourceRecord } from '../polling/source';
import { list } from './list';
import { digest, secondsAt } from './record';

/** Articles by their last change in any language. What readers do with them is none. */
export function articles(operation: Operation): Source {
  return list(operation, {
    stamp: 'updated_at',
    each: 'change',
    identify: (record) => {
      const { statistics, ...written } = record;
      return { id: String(record.id), stamp: lastChange(record), version: () => digest(written) };
    },
  });
}

/** UNIX seconds. An article's own `updated_at` is that of its text in the default language alone. */
function lastChange(record: SourceRecord): number | undefined {
  const texts = isObject(record.translated_content) ? Object.values(record.translated_content).filter(isObject) : [];
  const stamps = [record, ...texts].flatMap((text) => secondsAt(text, 'updated_at') ?? []);
  return stamps.length > 0 ? Math.max(...stamps) : undefined;
}
