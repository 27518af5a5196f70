const FIXED_OFFSET = /^([+-])(\d{2}):?(\d{2})$/;
const DAY = 86_400;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format;
}

/** Throws a RangeError unless `zone` is an IANA name or an offset such as `+14:00`. */
export function checkTimezone(zone: string): void {
  if (!FIXED_OFFSET.test(zone)) formatFor(zone);
}

/**
 * The calendar day, in a time zone, that holds a UNIX second: its first second, and the first second of the next day.
 * A day has 23 or 25 hours when the clocks change, and need not begin at midnight where midnight is skipped.
 */
export function dayOf(seconds: number, zone: string): { start: number; end: number } {
  // Node 20's Intl knows no offset zones, so these are reckoned by hand.
  const fixed = FIXED_OFFSET.exec(zone);
  if (fixed) {
    const offset = (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60) * (fixed[1] === '-' ? -1 : 1);
    const start = Math.floor((seconds + offset) / DAY) * DAY - offset;
    return { start, end: start + DAY };
  }
  const format = formatFor(zone);
  const date = (at: number): string => format.format(at * 1000);
  const today = date(seconds);
  // Local dates never run backwards, so the first second of a date can be found by halving.
  const firstSecond = (before: number, within: number, isWithin: (at: number) => boolean): number => {
    let low = before;
    let high = within;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isWithin(middle)) high = middle;
      else low = middle;
    }
    return high;
  };
  return {
    start: firstSecond(seconds - 2 * DAY, seconds, (at) => date(at) === today),
    end: firstSecond(seconds, seconds + 2 * DAY, (at) => date(at) !== today),
  };
}
