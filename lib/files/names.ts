const LONGEST_NAME = 120;
/** Characters that are looked at of a longer name, from either end: the patterns below take the square of its length. */
const LONGEST_END = 500;

/** A file name without what could mean something to a file system, a header or a terminal; never empty. */
export function harmless(name: string): string {
  const read = name.length > 2 * LONGEST_END ? name.slice(0, LONGEST_END) + name.slice(-LONGEST_END) : name;
  const clean = read
    .normalize('NFC')
    // Path separators, what Windows forbids, control and format characters such as the one that turns text around.
    .replace(/[\\/:*?"<>|]|\p{C}/gu, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (clean === '') return 'file';
  if (clean.length <= LONGEST_NAME) return clean;
  const [ending = ''] = /\.[a-z0-9]{1,8}$/i.exec(clean) ?? [];
  // Cut by characters, not in the middle of a surrogate pair.
  return `${[...clean].slice(0, LONGEST_NAME - ending.length).join('')}${ending}`;
}

/** The name, with a number before its ending where `taken` has it already. */
export function unique(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const [, stem = name, ending = ''] = /^(.+?)(\.[^.]+)?$/.exec(name) ?? [];
  for (let number = 2; ; number += 1) {
    const next = `${stem} (${number})${ending}`;
    if (!taken.has(next)) return next;
  }
}
