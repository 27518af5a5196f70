import { KINDS, type Summary } from './catalogue';

/** Where a word was found, and how much that counts. Words begin at a capital letter, a slash, a space. */
const POINTS = {
  name: { whole: 70, start: 60, word: 40, inside: 20 },
  title: { whole: 60, start: 36, word: 30, inside: 10 },
  requests: { whole: 40, start: 24, word: 18, inside: 8 },
  folder: { whole: 24, start: 14, word: 10, inside: 4 },
  kind: { whole: 20, start: 12, word: 8, inside: 2 },
  description: { whole: 8, start: 6, word: 5, inside: 1 },
} as const;

type Place = keyof typeof POINTS;
const PLACES: readonly Place[] = ['name', 'title', 'requests', 'folder', 'kind', 'description'];

/** What people say, and the words that our names have for it. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  add: ['create', 'attach'],
  change: ['update'],
  edit: ['update'],
  fetch: ['retrieve'],
  get: ['retrieve'],
  remove: ['delete', 'detach'],
  untag: ['detach'],
};

/** All that was typed, in one: it means the function of that name or title, or with that request, more than any mention. */
const WHOLE_NAME = 400;
const NAME_BEGINS = 120;
const WHOLE_REQUEST = 300;
const REQUEST_BEGINS = 60;
/** Several words in the order in which a title or a name has them: `tag contact` is rather to tag a contact than a contact's tags. */
const IN_ORDER = 100;

interface Text {
  lower: string;
  /** The same with a space before each word, so that ` word` finds where one begins. */
  words: string;
}

type Texts = Record<Place, Text>;

interface Indexed<Entry> {
  entry: Entry;
  texts: Texts;
  /** All of the texts in one: what is not here is nowhere. */
  all: string;
}

/** Finds functions by what a person types: every word must be somewhere; the best match comes first. */
export class Search<Entry extends Summary> {
  readonly #index: Indexed<Entry>[];

  constructor(entries: readonly Entry[]) {
    this.#index = entries.map((entry) => {
      const texts: Texts = {
        name: text(entry.name),
        title: text(entry.title),
        requests: text(entry.requests.join(' ')),
        folder: text(entry.folder),
        kind: text(KINDS[entry.kind]),
        description: text(entry.description),
      };
      const all = PLACES.map((place) => texts[place].lower + texts[place].words).join('');
      return { entry, texts, all };
    });
  }

  /** All entries in their own order where nothing was typed. */
  find(query: string): Entry[] {
    const asked = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (asked.length === 0) return this.#index.map(({ entry }) => entry);
    return this.#index
      .filter(({ all }) => asked.every((word) => [word, ...alike(word)].some((one) => all.includes(one))))
      .map(({ entry, texts }) => ({ entry, score: scoreOf(texts, asked) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.entry.name.length - b.entry.name.length || compare(a.entry, b.entry))
      .map(({ entry }) => entry);
  }
}

function compare(a: Summary, b: Summary): number {
  return a.name < b.name ? -1 : 1;
}

function text(value: string): Text {
  const apart = value.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return { lower: value.toLowerCase(), words: ` ${apart.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} ` };
}

function scoreOf(texts: Texts, asked: readonly string[]): number {
  let score = 0;
  for (const word of asked) {
    const found = scoreOfWord(texts, word) || Math.max(0, ...alike(word).map((one) => scoreOfWord(texts, one))) / 2;
    if (found === 0) return 0;
    score += found;
  }
  if (asked.length > 1 && [texts.title, texts.name].some(({ words }) => inOrder(words, asked))) score += IN_ORDER;
  const joined = asked.join('');
  if (texts.name.lower === joined) score += WHOLE_NAME;
  else if (texts.name.lower.startsWith(joined)) score += NAME_BEGINS;
  const request = asked.join(' ');
  if (texts.title.lower === request) score += WHOLE_NAME;
  if (texts.requests.lower === request) score += WHOLE_REQUEST;
  else if (texts.requests.lower.startsWith(request)) score += REQUEST_BEGINS;
  return score;
}

function inOrder(words: string, asked: readonly string[]): boolean {
  let from = 0;
  for (const word of asked) {
    const at = words.indexOf(` ${word}`, from);
    if (at < 0) return false;
    from = at + word.length;
  }
  return true;
}

function scoreOfWord(texts: Texts, word: string): number {
  let score = 0;
  for (const place of PLACES) {
    const { lower, words } = texts[place];
    const points = POINTS[place];
    const whole = [word, `${word}s`].find((one) => words.includes(` ${one} `));
    if (whole !== undefined) score += words.startsWith(` ${whole} `) ? points.whole : points.start;
    else if (words.includes(` ${word}`)) score += points.word;
    else if (lower.includes(word)) score += points.inside;
  }
  return score;
}

/** Words that may stand in the place of one: its singular, and what our names say instead. */
function alike(word: string): readonly string[] {
  const said = Object.hasOwn(SAID, word) ? (SAID[word] ?? []) : [];
  return word.length > 3 && word.endsWith('s') ? [word.slice(0, -1), ...said] : said;
}
