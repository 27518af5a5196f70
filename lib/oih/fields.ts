import { ConfigurationError } from '../intercom/errors';
import type { Config } from './types';

/** Readers for what a person set in a step. Each throws ConfigurationError, which names the field, never its value. */

/** A text, or a number that was meant as one (`apiVersion: 2.8`); undefined where the field is absent or empty. */
export function optionalText(config: Config, name: string): string | undefined {
  const value = config[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'number') return String(value);
  throw new ConfigurationError(`${name} must be a text.`);
}

/** A whole number of at least `least`, and of `most` at most; forms send numbers as text. */
export function optionalCount(
  config: Config,
  name: string,
  least: number,
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  const text = optionalText(config, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new ConfigurationError(`${name} must be a whole number, ${least} or more.`);
  }
  if (value > most) throw new ConfigurationError(`${name} must be ${most} at most.`);
  return value;
}

/** One of a few words. */
export function choice<T extends string>(config: Config, name: string, allowed: readonly [T, ...T[]]): T {
  const text = optionalText(config, name);
  if (text === undefined) return allowed[0];
  const found = allowed.find((word) => word === text);
  if (found === undefined) throw new ConfigurationError(`${name} must be one of ${allowed.join(', ')}.`);
  return found;
}

/** Yes or no; forms send a tick as text. False where the field is absent. */
export function flag(config: Config, name: string): boolean {
  const value = config[name];
  return typeof value === 'boolean' ? value : choice(config, name, ['false', 'true']) === 'true';
}

/**
 * A moment as UNIX seconds: ISO 8601, UNIX seconds, or UNIX milliseconds (13 digits). A date without a zone is UTC. `words` are what the
 * field takes besides, for the error.
 */
export function optionalMoment(config: Config, name: string, words: readonly string[] = []): number | undefined {
  const text = optionalText(config, name);
  if (text === undefined) return undefined;
  // Ten digits since 2001, long before Intercom; fewer are a slip, such as 20260131.
  if (/^(0|\d{10})$/.test(text)) return Number(text);
  if (/^\d{13}$/.test(text)) return Math.floor(Number(text) / 1000);
  // ECMAScript reads a date-time without a zone in the container's own; a flow must not depend on where it runs.
  const zoned = /[T ][\d:.]+$/.test(text) ? `${text}Z` : text;
  const ms = isCalendarDay(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(ms)) {
    const others = words.map((word) => `${word}, `).join('');
    throw new ConfigurationError(
      `${name} must be ${others}${others && 'or '}a date such as 2026-01-31 or 2026-01-31T09:00:00Z, or UNIX seconds.`,
    );
  }
  return Math.floor(ms / 1000);
}

/** Whether a text begins with a day that exists; ECMAScript takes 31 February for 3 March. */
function isCalendarDay(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

/** Some words: an array, or a text with commas between them. Undefined where there are none. */
export function optionalWords(config: Config, name: string): string[] | undefined {
  const value = config[name];
  const words = Array.isArray(value) ? value.map(String) : (optionalText(config, name)?.split(',') ?? []);
  const trimmed = words.map((word) => word.trim()).filter((word) => word !== '');
  return trimmed.length > 0 ? trimmed : undefined;
}
