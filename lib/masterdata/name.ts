import { type Told, textOf, told } from './text';

/** The parts of a person's name; each without blanks around it. */
export interface NameParts {
  firstName?: string | undefined;
  middleName?: string | undefined;
  lastName?: string | undefined;
}

/** What a person says of its name. */
interface NamedPerson {
  firstName?: unknown;
  middleName?: unknown;
  lastName?: unknown;
  displayName?: unknown;
}

const PARTS = ['firstName', 'middleName', 'lastName'] as const;

/** The parts in their order, with a blank between two of them; undefined where there are none. */
export function joinName({ firstName, middleName, lastName }: NameParts): string | undefined {
  return [firstName, middleName, lastName].flatMap((part) => part?.trim() || []).join(' ') || undefined;
}

/**
 * Parts a full name at its first and its last blank; a name of one word is a first name. Where `held` has parts that
 * fit the name, such as a last name of several words, those stay whole. Joined again, the parts give the same name,
 * but for blanks that stood around or beside one another.
 */
export function splitName(name: string, held: NameParts = {}): NameParts {
  const words = wordsOf(name);
  if (joinName(held) === words.join(' ')) return held;
  const first = wordsOf(held.firstName);
  const last = wordsOf(held.lastName);
  const ahead = first.length || 1;
  const behind = last.length || 1;
  const fits = startsWith(words, first) && startsWith(words.toReversed(), last.toReversed());
  if (fits && ahead + behind <= words.length) return parted(words, ahead, behind);
  return parted(words, 1, words.length > 1 ? 1 : 0);
}

/**
 * The full name that a person asks for: its parts, else its display name. Null where the person says that it has none,
 * undefined where it says nothing.
 *
 * A part that the person does not tell stays as it is in `current`. A name that the told parts fit already stays as it
 * is, wherever its blanks would part it: else "Curie", told as a last name, would become "Curie Curie" the next time.
 * So null for a part takes effect only where its words can belong to no part that is untold.
 */
export function fullName(person: NamedPerson, current: string | undefined, held: NameParts = {}): Told {
  const [first, middle, last] = PARTS.map((part) => told(person[part]));
  if (first === undefined && middle === undefined && last === undefined) return told(person.displayName);
  const words = wordsOf(current);
  const known = words.length > 0 && joinName(held) === words.join(' ');
  if (!known && current !== undefined && fits(words, first, middle, last)) return current;
  const parts = splitName(current ?? '', held);
  const name = joinName({
    firstName: kept(first, parts.firstName),
    middleName: kept(middle, parts.middleName),
    lastName: kept(last, parts.lastName),
  });
  return name ?? null;
}

function kept(said: Told, current: string | undefined): string | undefined {
  return said === undefined ? current : (said ?? undefined);
}

/** Whether words can be parted so that each told part has just its words (none where it is null). */
function fits(words: readonly string[], first: Told, middle: Told, last: Told): boolean {
  const [ahead, between, behind] = [wordsOf(first), wordsOf(middle), wordsOf(last)];
  if (ahead.length + behind.length > words.length) return false;
  if (!startsWith(words, ahead) || !startsWith(words.toReversed(), behind.toReversed())) return false;
  if (middle === undefined) return true;
  const rest = words.slice(ahead.length, words.length - behind.length);
  const places = rest.length - between.length;
  // Where the part beside it is told, the middle begins or ends right there.
  const from = last === undefined ? 0 : places;
  const to = first === undefined ? places : 0;
  for (let place = from; place <= to; place += 1) if (startsWith(rest.slice(place), between)) return true;
  return false;
}

function wordsOf(text: unknown): string[] {
  return textOf(text)?.split(/\s+/) ?? [];
}

function startsWith(words: readonly string[], start: readonly string[]): boolean {
  return start.every((word, index) => words[index] === word);
}

function parted(words: readonly string[], ahead: number, behind: number): NameParts {
  const part = (from: number, to: number) => words.slice(from, to).join(' ') || undefined;
  return {
    firstName: part(0, ahead),
    middleName: part(ahead, words.length - behind),
    lastName: part(words.length - behind, words.length),
  };
}
