import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startOf } from '../dockerfile';
import { ROOT } from '../generate/catalogue';
import { Container } from './container';
import { writeDescription } from './description';
import type { Contestant } from './measure';

const COMPONENTS = path.join(__dirname, 'components');

interface Measurable {
  /** The function's, too, unless that is given. */
  name: string;
  function?: string;
  folder: string;
  fields?: Record<string, unknown>;
  /** Of the messages of a round; 1 when left out. */
  share?: number;
}

export const OURS = 'retrieveContact';
export const NO_OP = 'noop';
export const BARE = 'bareAxios';
const SWAGGER = 'swaggerClient';

const bare: Measurable = { name: BARE, folder: path.join(COMPONENTS, BARE) };
/** The same without lib/oih/noDelay.ts: so slow that a tenth of the messages will do. */
const nagling = { ...bare, name: `${BARE}, Nagle`, function: BARE, fields: { asFerrymanConnects: true }, share: 0.1 };

/** A queue for each function, and all that its process will need; none is started yet. */
export async function contestants(
  intercomUrl: string,
  { messages, warmUp, nagle, swagger }: { messages: number; warmUp: number; nagle: boolean; swagger: boolean },
): Promise<Contestant[]> {
  // All are started as the image starts ours; but they have no ferryman of their own.
  const { entrypoint, env } = startOf(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8'));
  const descriptionFile = writeDescription(intercomUrl);
  const functions: Measurable[] = [
    { name: NO_OP, folder: path.join(COMPONENTS, NO_OP) },
    bare,
    ...(nagle ? [nagling] : []),
    // The way of generated components; slow enough that a fifth of the messages will do.
    ...(swagger ? [{ name: SWAGGER, folder: path.join(COMPONENTS, SWAGGER), share: 0.2 }] : []),
    { name: OURS, folder: ROOT },
  ];
  return Promise.all(
    functions.map(async ({ name, folder, function: called = name, fields, share = 1 }) => ({
      name,
      message: { data: { contact_id: '65a0c0ffee0000000000a001' }, metadata: {} },
      messages: Math.ceil(messages * share),
      warmUp: Math.ceil(warmUp * share),
      container: await Container.create({
        entrypoint: entrypoint.map((word) => (word.startsWith('node_modules/') ? path.join(ROOT, word) : word)),
        folder,
        function: called,
        fields: { accessToken: 'bench-token', baseUrl: intercomUrl, descriptionFile, ...fields },
        services: { url: intercomUrl },
        amqpUri: process.env.AMQP_URI,
        // Ferryman's own throttle, 100 messages a second, would make all alike.
        env: { ...env, ELASTICIO_OUTPUT_RATE_LIMIT: '100000' },
        measured: true,
      }),
    })),
  );
}
