import type { Intercom } from '../intercom/client';
import type { Operation } from '../intercom/operation';
import type { Source } from '../polling/source';
import { scroll } from '../scroll';
import { list } from './list';
import type { Each } from './record';
import { search } from './search';

/** The company list ends here and refers to the scroll (Intercom's reference). */
const LONGEST_LIST = 10_000;

/** The operations that give companies without a search. */
export interface CompanyLists {
  list: Operation;
  scroll: Operation;
}

/** Companies: searched where the version can (Preview), else listed, or scrolled over where there are too many for the list. */
export function companies(
  { list: listed, scroll: scrolling }: CompanyLists,
  stamp: 'created_at' | 'updated_at',
  each: Each,
): Source {
  const searched = search('/companies/search', { items: 'data', stamp, each, since: 'Preview' });
  async function* scrolled(intercom: Intercom) {
    for await (const { items, answer } of scroll(intercom.withoutPatience(), scrolling, {})) {
      yield { records: items, size: answer.size };
    }
  }
  const whole = list(listed, { stamp, each, beyond: { count: LONGEST_LIST, read: scrolled } });
  return {
    ...whole,
    read: (intercom, reading) => (intercom.isPreview ? searched : whole).read(intercom, reading),
  };
}
