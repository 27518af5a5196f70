/**
 * The indexes of items that have a key in common, directly or through others, in their order; an item without one is
 * a chain of its own. So what may be the same record is written one after the other, and the rest at once.
 */
export function chainsOf<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): number[][] {
  const leader = items.map((_, index) => index);
  const leaderOf = (index: number): number => {
    const next = leader[index] ?? index;
    if (next === index) return index;
    const last = leaderOf(next);
    leader[index] = last;
    return last;
  };
  const first = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    for (const key of keysOf(item)) {
      const met = first.get(key);
      if (met === undefined) first.set(key, index);
      else leader[leaderOf(index)] = leaderOf(met);
    }
  }
  const chains = new Map<number, number[]>();
  for (const index of items.keys()) chains.set(leaderOf(index), [...(chains.get(leaderOf(index)) ?? []), index]);
  return [...chains.values()];
}
