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
/** Of a text, and of a value in it, no more is looked at: what is beyond would be cut from the message anyway. */
const LONGEST_READ = 4_000;
/** So many characters of a value are told again where a quotation was cut: fewer may be there by chance. */
const LONGEST_HEAD = 12;

function strings(value: unknown, found: Set<string>): Set<string> {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    const ordinary = text.length < 3 || (text.length <= SHORT_WORD && /^[a-z_]+$/.test(text));
    if (!ordinary) found.add(text);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      // A map's keys can be personal, too; a field's name is what a message has to say.
      if (key.includes('@')) found.add(key);
      if (!(key === 'field' && isFieldName(inner, value))) strings(inner, found);
    }
  }
  return found;
}

/** Whether it is the field's name in a filter or a sort of a search, which a message has to say as well. */
function isFieldName(text: unknown, within: object): boolean {
  return ('operator' in within || 'order' in within) && typeof text === 'string' && /^[a-z_][\w.]*$/i.test(text);
}

/** A value as servers quote it: plain, in JSON or Ruby's quotes, in an address, in a page. */
function formsOf(value: string): string[] {
  const text = value.slice(0, LONGEST_READ);
  if (/^[\w.-]*$/.test(text)) return [text];
  const page = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = page.replaceAll('"', '&quot;');
  const forms = new Set([text, JSON.stringify(text).slice(1, -1), page, quoted, quoted.replaceAll("'", '&#39;')]);
  // Half of a surrogate pair has no UTF-8, and encodeURIComponent would throw.
  if (!/\p{Surrogate}/u.test(text)) {
    const encoded = encodeURIComponent(text);
    forms.add(encoded).add(encoded.replaceAll('%20', '+')).add(encoded.replaceAll('%2F', '/'));
  }
  return [...forms];
}

/** In small letters, as Intercom keeps addresses; character by character, so that places stay: alone the Turkish İ would become two, and a Greek Σ depends on what follows. */
function folded(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ');
}

/** Takes a form out wherever it stands whole, or at least so many of its first characters and then no more of a word: cut, not another value that begins alike. */
function withoutForm(text: string, form: string, least: number): string {
  const where = folded(text);
  const what = folded(form);
  const head = what.slice(0, least);
  let clean = '';
  let from = 0;
  for (let at = where.indexOf(head); at >= 0; at = where.indexOf(head, at + 1)) {
    let end = at + head.length;
    while (end - at < what.length && where[end] === what[end - at]) end += 1;
    const isWhole = end - at === what.length;
    if (at < from || (!isWhole && /[\p{L}\p{N}]/u.test(where[end] ?? ''))) continue;
    clean += `${text.slice(from, at)}[value]`;
    from = end;
  }
  return clean + text.slice(from);
}

/** A short value counts only where it stands by itself: 150 is not part of 1500. */
function withoutShort(text: string, value: string): string {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), '[value]');
}

/** Takes out every value that the input holds, in whatever form a server may quote it. */
export function withoutValues(text: string, input: unknown): string {
  const values = [...strings(input, new Set())].sort((a, b) => b.length - a.length);
  let clean = text.slice(0, LONGEST_READ);
  const where = folded(clean);
  // Of the ten thousands of values that a batch holds, hardly one is quoted.
  const long = values
    .filter((value) => value.length > SHORT_WORD)
    .flatMap(formsOf)
    .filter((form) => where.includes(folded(form.slice(0, LONGEST_HEAD))));
  // The whole ones first: of two values that begin alike, the head of one must not break up the other.
  for (const form of long) clean = withoutForm(clean, form, form.length);
  for (const form of long) if (form.length > LONGEST_HEAD) clean = withoutForm(clean, form, LONGEST_HEAD);
  for (const value of values) if (value.length <= SHORT_WORD) clean = withoutShort(clean, value);
  return clean;
}

/**
 * Takes out of Intercom's error text what may be personal: addresses, ids, long numbers, and every value that the
 * request itself carried, since Intercom likes to quote it back.
 */
export function redact(text: string, input: unknown): string {
  let clean = withoutValues(text, input).slice(0, LONGEST_SEARCHED);
  for (const [pattern, label] of PATTERNS) clean = clean.replace(pattern, label);
  return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE)}…` : clean;
}
