import { mixedSecret, type Secret } from './oih';
import { type Sandbox, startSandbox } from './sandbox';
import { fixtureRoutes } from './sandbox/fixtureRoutes';

/** The Intercom workspace that a flow is run against. */
export interface OpenWorkspace {
  /** Where it is, in words. */
  name: string;
  /** What a step needs to reach it. */
  secret: Secret;
  /** Set where it is a sandbox in this process. */
  sandbox?: Sandbox;
  close(): Promise<void>;
}

/**
 * The workspace of INTERCOM_ACCESS_TOKEN, in INTERCOM_REGION (us, eu, au) or behind INTERCOM_BASE_URL; without a token
 * a small sandbox that is gone when it is closed.
 */
export async function openWorkspace(environment = process.env): Promise<OpenWorkspace> {
  const { INTERCOM_ACCESS_TOKEN: accessToken, INTERCOM_REGION: region, INTERCOM_BASE_URL: baseUrl } = environment;
  if (accessToken) {
    return {
      name: baseUrl ? `Intercom at ${baseUrl}` : `Intercom, region ${region || 'us'}`,
      secret: mixedSecret({ accessToken, ...(region && { region }), ...(baseUrl && { baseUrl }) }),
      close: async () => {},
    };
  }
  const sandbox = await startSandbox({ seed: 'small', routes: fixtureRoutes() });
  return {
    name: `sandbox at ${sandbox.url}`,
    secret: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }),
    sandbox,
    close: () => sandbox.close(),
  };
}
