import jwt from 'jsonwebtoken';

/** What the orchestrator tells ferryman about the step, in the header `orchestratorToken` of each message. */
export interface StepToken {
  flowId: string;
  stepId: string;
  userId: string;
  function: string;
  flowExecId: string;
  secretId?: string;
  fields: Record<string, unknown>;
  /** The IAM token with which the step calls the platform's services. */
  apiKey: string;
  nodeSettings: Record<string, unknown>;
  tenant: string;
}

/** The token as it travels: a JWT. */
export function signToken(token: StepToken, secret: string): string {
  return jwt.sign(token, secret);
}

/** Returns the token's content. Throws where it was not signed with `secret`. */
export function readToken(token: unknown, secret: string): StepToken {
  return jwt.verify(String(token), secret) as StepToken & jwt.JwtPayload;
}
