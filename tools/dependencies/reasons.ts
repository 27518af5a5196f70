import type { Package } from './tree';

/** Why a package is in the image: what our code, or ferryman's, needs by name. Whatever else is there, one of these brings. */
const REASONS: Readonly<Record<string, string>> = {
  '@openintegrationhub/ferryman': 'runs the component on the platform: broker, state, secrets, transformation',
  axios: 'sends the requests to Intercom',
  'csv-parse': 'reads exports as rows, as a stream',
  'fastest-levenshtein': 'finds the attribute that a misspelt name was meant for',
  jsonata: "the platform's language for mappings: ferryman's transformations, and the step field customMapping",
  amqplib: "ferryman's connection to RabbitMQ; overridden, since 0.8 dies of a long orchestrator token",
  bunyan: "ferryman's log; overridden, since its command-line tool could be made to run a command up to 1.8.12",
  co: 'runs the generators with which ferryman starts',
  debug: "ferryman's debugging output, which is off unless DEBUG is set",
  express: "ferryman's REST mode, which answers lookups; overridden, for the advisories on 4.17 and what it brought",
  jsonwebtoken: "decodes the orchestrator's token in ferryman; overridden, for the advisories on version 8",
  lodash: 'helpers of ferryman; overridden with a version that is still mended',
  'p-throttle': "ferryman's limits of messages and snapshots a second",
  'promise-toolbox': 'ferryman waits with it for the broker',
  q: 'promises in ferryman',
  request:
    "ferryman's calls to the platform's services; overridden with the maintained fork, since the original is abandoned and follows redirects from https to http",
  'request-promise': 'the same, with promises; it is abandoned, and has no call of its own on the network',
  'request-promise-native': 'named by ferryman, and not loaded',
  requestretry: "ferryman's calls at start-up and shutdown of a step",
  uuid: "ferryman's ids of messages; overridden with a version that is still mended",
};

/** Whether our code, or ferryman's, asks for this very package, and not only another package for one of the same name. */
function isDirect({ neededBy }: Package): boolean {
  return neededBy.some((needer) => needer === 'ours' || needer === '@openintegrationhub/ferryman');
}

/** The reason, for a package that ours or ferryman asks for. */
export function reasonFor(one: Package): string | undefined {
  return isDirect(one) ? REASONS[one.name] : undefined;
}

/** What is there for no reason that is given, and reasons for what is not there. */
export function unexplained(tree: readonly Package[]): string[] {
  return [
    ...tree
      .filter((one) => isDirect(one) && reasonFor(one) === undefined)
      .map(({ name }) => `nothing says why ${name} is there: tools/dependencies/reasons.ts`),
    ...Object.keys(REASONS)
      .filter((reason) => !tree.some((one) => one.name === reason && isDirect(one)))
      .map((reason) => `${reason} is explained, and not there`),
  ];
}
