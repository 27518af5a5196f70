import { mixedSecret, type Secret } from './oih';
import { type Sandbox, startSandbox } from './sandbox';
import { fixtureRoutes } from './sandbox/fixtureRoutes';

/** The Intercom workspace that a flow is run against. */
export interface OpenWorkspace {
  /** Where it is, in words. */
  name: string;
  /** What a step needs to reach it. */
  secret: Secret;
  /** What its notifications prove themselves by: a token at the end of the hook's address, or a signature. */
  hook: { webhookToken?: string; clientSecret?: string };
  /** Set where it is a sandbox in this process. */
  sandbox?: Sandbox;
  close(): Promise<void>;
}

/** In a sandbox a hook's address is for a person to type. */
const SANDBOX_HOOK = { webhookToken: 'sandbox-hook' };

/**
 * The workspace of INTERCOM_ACCESS_TOKEN, in INTERCOM_REGION (us, eu, au) or behind INTERCOM_BASE_URL; without a token
 * a small sandbox that is gone when it is closed. INTERCOM_WEBHOOK_TOKEN and INTERCOM_CLIENT_SECRET are for hooks.
 */
export async function openWorkspace(environment = process.env): Promise<OpenWorkspace> {
  const { INTERCOM_ACCESS_TOKEN: accessToken, INTERCOM_REGION: region, INTERCOM_BASE_URL: baseUrl } = environment;
  if (accessToken) {
    const { INTERCOM_WEBHOOK_TOKEN: webhookToken, INTERCOM_CLIENT_SECRET: clientSecret } = environment;
    const hook = { ...(webhookToken && { webhookToken }), ...(clientSecret && { clientSecret }) };
    return {
      name: baseUrl ? `Intercom at ${baseUrl}` : `Intercom, region ${region || 'us'}`,
      secret: mixedSecret({ accessToken, ...(region && { region }), ...(baseUrl && { baseUrl }), ...hook }),
      hook,
      close: async () => {},
    };
  }
  const sandbox = await startSandbox({ seed: 'small', routes: fixtureRoutes() });
  return {
    name: `sandbox at ${sandbox.url}`,
    secret: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url, ...SANDBOX_HOOK }),
    hook: SANDBOX_HOOK,
    sandbox,
    close: () => sandbox.close(),
  };
}
