const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

/** The text of HTML: tags gone, paragraphs and breaks as line ends, common entities resolved. */
function htmlToText(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/(p|li|h\d|div)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .trim();
}

/** A copy of a JSON value in which every `body` and `subject` is plain text, as `display_as=plaintext` asks. */
export function asPlainText<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (key, one: unknown) =>
    (key === 'body' || key === 'subject') && typeof one === 'string' ? htmlToText(one) : one,
  );
}
