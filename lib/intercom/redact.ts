const PATTERNS: readonly [RegExp, string][] = [
  [/[^\s"'<>()[\]{},;:=]+@[^\s"'<>()[\]{},;:]+/g, '[address]'],
  [/\b[0-9a-f]{24}\b/gi, '[id]'],
  [/\+?\d[\d\s().-]{6,}\d/g, '[number]'],
];
/** Up to this length a word in small letters is taken for one of Intercom's own ("user", "open"), whose loss would blind the message. */
const SHORT_WORD = 5;
const LONGEST_MESSAGE = 300;
/** The patterns may look to the end of the text from each of its characters: of a megabyte that would take minutes. */
const LONGEST_SEARCHED = 2_000;

function strings(value: unknown, found: Set<string>): Set<string> {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    const ordinary = text.length < 3 || (text.length <= SHORT_WORD && /^[a-z_]+$/.test(text));
    if (!ordinary) found.add(text);
  } else if (value !== null && typeof value === 'object') {
    for (const inner of Object.values(value)) strings(inner, found);
  }
  return found;
}

/** A short value counts only where it stands by itself: 150 is not part of 1500. */
function without(text: string, value: string): string {
  if (value.length > SHORT_WORD) return text.replaceAll(value, '[value]');
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), '[value]');
}

/**
 * Takes out of Intercom's error text what may be personal: addresses, ids, long numbers, and every value that the
 * request itself carried, since Intercom likes to quote it back.
 */
export function redact(text: string, input: unknown): string {
  let clean = text;
  for (const value of [...strings(input, new Set())].sort((a, b) => b.length - a.length)) {
    clean = without(clean, value);
  }
  clean = clean.slice(0, LONGEST_SEARCHED);
  for (const [pattern, label] of PATTERNS) clean = clean.replace(pattern, label);
  return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE)}…` : clean;
}
