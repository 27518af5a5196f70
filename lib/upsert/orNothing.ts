import { ApiError } from '../intercom/errors';

/** What some calls give, or undefined where Intercom answers that there is no such record (404). Throws everything else. */
export async function orNothing<T>(calls: () => Promise<T>): Promise<T | undefined> {
  try {
    return await calls();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
