import { distance } from 'fastest-levenshtein';
import { optionalWords } from '../oih/fields';
import type { Config, Logger } from '../oih/types';

/** Letters of a word for each wrong one: two names of Intercom's that differ so little would be a strange pair. */
const LETTERS_PER_MISTAKE = 9;

/**
 * Tells the kinds that a step's field chooses from the others; all are chosen where it is left out. Intercom adds kinds,
 * so no word is refused. One that is not met while a kind comes by with almost the same name is taken for a misspelling,
 * and the log says so, once a run.
 */
export function chosenKinds(config: Config, field: string, log: Logger): (kind: string) => boolean {
  const words = optionalWords(config, field);
  if (!words) return () => true;
  const met = new Set<string>();
  return (kind) => {
    const isNew = !met.has(kind);
    met.add(kind);
    if (words.includes(kind)) return true;
    if (isNew && words.some((word) => !met.has(word) && isNearly(word, kind)))
      log.warn(`${field} leaves out ${kind}, but has a word that is almost the same. Is it misspelled?`);
    return false;
  };
}

function isNearly(word: string, kind: string): boolean {
  return distance(word.toLowerCase(), kind.toLowerCase()) <= Math.max(1, word.length / LETTERS_PER_MISTAKE);
}
