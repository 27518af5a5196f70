/**
 * A value in the form in which two are compared: Intercom turns ids into text, or into numbers up to 2.15, keeps e-mail
 * addresses in small letters, and may write a telephone number in another way than it was sent. Blanks at the ends of a
 * text may be its own or not, and make no difference.
 */
export function asKept(name: string, value: unknown): string {
  const text = String(value).trim();
  if (name === 'email') return text.toLowerCase();
  return name === 'phone' ? text.replace(/\D/g, '') || text : text;
}

/** Fewer digits than these may end many numbers. */
const TELLING_DIGITS = 6;

/** Whether two telephone numbers can be the same one, with and without the country code. */
export function canBeSamePhone(one: string, other: string): boolean {
  const [short = '', long = ''] = [one, other].map(subscriberDigits).sort((a, b) => a.length - b.length);
  return short === long || (short.length >= TELLING_DIGITS && long.endsWith(short));
}

/** The digits without what is dialled before them at home only, as in 0155 and +49 (0)155. */
function subscriberDigits(value: string): string {
  return asKept('phone', value.replace('(0)', '')).replace(/^0+/, '');
}
