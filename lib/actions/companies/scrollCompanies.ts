import { action } from '../../action';
import { isObject } from '../../intercom/answer';
import { itemsOf } from '../../intercom/pages';
import { choice, optionalCount } from '../../oih/fields';
import { metadataOf } from '../../oih/metadata';
import { scroll, scrollPage } from '../../scroll';
import type { ScrollCompaniesInput, ScrollCompaniesOutput } from '../../types';

export const process = action<ScrollCompaniesInput, ScrollCompaniesOutput>(
  {
    title: 'Scroll over companies',
    description:
      'Reads all companies, however many; best with output all. Only one scroll can be open in an app: while there is another, the message comes back later.',
    request: 'GET /companies/scroll',
    paging: { style: 'scroll', items: 'data' },
  },
  async (intercom, input, { operation, config, emission }) => {
    // The client's own second attempt would ask for a page that may have been given already.
    const client = intercom.withoutPatience();
    const output = choice(config, 'output', ['page', 'items', 'all']);
    const maxItems = optionalCount(config, 'maxItems', 1) ?? Number.POSITIVE_INFINITY;
    const emitItems = async (items: Record<string, unknown>[], size: number) => {
      for (const data of items.slice(0, maxItems - emission.count)) {
        await emission.emit({ data, metadata: metadataOf(data, config) }, { size, records: items.length });
      }
    };
    if (output !== 'all') {
      const { body, size } = await scrollPage(client, operation, input);
      if (output === 'items') await emitItems(itemsOf(body, 'data'), size);
      else await emission.emit({ data: isObject(body) ? body : {}, metadata: {} }, { size, records: 1 });
      return undefined;
    }
    for await (const { items, answer } of scroll(client, operation, input)) {
      await emitItems(items, answer.size);
      await emission.flush();
      if (emission.count >= maxItems) break;
    }
    return undefined;
  },
);
