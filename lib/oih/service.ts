/** What one of the platform's services answered: its status and, with 200, its JSON. */
export interface ServiceAnswer {
  status: number;
  body?: unknown;
}

const TIMEOUT_MS = 10_000;

/** Asks a service of the platform with the step's IAM token; undefined where no whole answer came within ten seconds. */
export async function askService(url: string, apiKey: string | undefined): Promise<ServiceAnswer | undefined> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { status } = response;
    return status === 200 ? { status, body: await response.json() } : { status };
  } catch {
    return undefined;
  }
}
