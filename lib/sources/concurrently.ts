/**
 * Does some work for each item, at most `limit` at a time, and hands out the results in the items' order. What was
 * begun is not stopped when the caller ends early or one fails, but its errors then trouble nobody.
 */
export async function* concurrently<T, R>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    const result = work(item);
    // Looked at when its turn comes below.
    result.catch(() => {});
    underWay.push(result);
    if (underWay.length >= limit) yield await next(underWay);
  }
  while (underWay.length > 0) yield await next(underWay);
}

function next<R>(underWay: Promise<R>[]): Promise<R> {
  const [first] = underWay.splice(0, 1);
  if (!first) throw new RangeError('nothing is under way');
  return first;
}
