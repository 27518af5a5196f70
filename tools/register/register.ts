import type { Registration } from './registration';
import { type Known, RegisterError, type Repository } from './repository';

/** The largest body that the platform takes unless it was set up otherwise: 100 kB of body-parser's (bytes). */
const LARGEST_BODY = 100 * 1024;

export interface RegisterOptions {
  /** The component to change, where its name does not tell. */
  id?: string;
  /** Told about every step. */
  say: (line: string) => void;
}

/** Throws RegisterError where the platform would refuse the size. Returns the bytes. */
export function sizeOf(registration: Registration): number {
  const size = Buffer.byteLength(JSON.stringify(registration));
  if (size <= LARGEST_BODY) return size;
  throw new RegisterError(`The registration has ${size} bytes, and the platform takes ${LARGEST_BODY}.`);
}

/**
 * Registers the component, or brings the one of this name up to date; then has the platform fetch the schemas, and
 * starts a global one. Twice the same changes nothing the second time. Returns the component's id; throws RegisterError.
 */
export async function register(
  repository: Repository,
  registration: Registration,
  options: RegisterOptions,
): Promise<string> {
  const { say } = options;
  sizeOf(registration);
  const before = await knownBefore(repository, registration, options.id);
  const known = before ? await repository.update(before.id, registration) : await repository.create(registration);
  if (known.distribution?.image !== registration.distribution.image) {
    throw new RegisterError(
      `The platform answered as if all were well, but component ${known.id} has another image than the one that was sent.`,
    );
  }
  say(before ? `Brought component ${known.id} up to date.` : `Registered as component ${known.id}.`);
  if (registration.repository !== undefined) {
    say('The platform fetches component.json and the schemas; this can take minutes.');
    await repository.enrich(known.id, registration.repository);
    const missing = await missingFunctions(repository, known.id, registration);
    if (missing !== undefined) say(missing);
    else say('It has the schemas of every function.');
  }
  if (registration.isGlobal || before?.active) await startGlobal(repository, known, before, say);
  return known.id;
}

/**
 * The component that `id` names, or the one of this name that shows itself to be ours. An administrator's token lists and
 * changes everybody's, and the platform tells nobody whose token it is, so a name alone says too little.
 */
async function knownBefore(
  repository: Repository,
  registration: Registration,
  id: string | undefined,
): Promise<Known | undefined> {
  if (id !== undefined) return repository.get(id);
  const { name } = registration;
  const [first, ...others] = await repository.named(name);
  if (first === undefined) return undefined;
  if (others.length > 0) {
    throw new RegisterError(
      `There are ${others.length + 1} components named ${name}: ${[first, ...others].map((one) => one.id).join(', ')}. Say which one with --id, or choose another --name.`,
    );
  }
  const doubt = doubtAbout(first, registration);
  if (doubt === undefined) return first;
  throw new RegisterError(
    `Component ${first.id} is named ${name}, too, but ${doubt}, so it may be somebody else's: if it is yours, say so with --id ${first.id}; else choose another --name.`,
  );
}

/** Why a component of the same name may be another's: it runs something else, or fewer can use it than would then. */
function doubtAbout(found: Known, { distribution, repository, access, isGlobal }: Registration): string | undefined {
  const sameImage =
    found.distribution?.image !== undefined &&
    unversioned(found.distribution.image) === unversioned(distribution.image);
  const sameSource = repository !== undefined && found.repository === repository;
  if (!sameImage && !sameSource)
    return `has another image${repository === undefined ? '' : ' and another --repository'}`;
  if (isGlobal && !found.isGlobal) return 'is not global so far';
  return access === 'public' && found.access !== 'public' ? 'is not public so far' : undefined;
}

/** An image without its tag and digest: `registry.example.com:5000/a/b:1.0.0` and `registry.example.com:5000/a/b` are one. */
function unversioned(image: string): string {
  return image.replace(/@[^/]*$/, '').replace(/:[^/:]*$/, '');
}

/** The platform answers 204 also where it found nothing, so what it has is looked at. */
async function missingFunctions(
  repository: Repository,
  id: string,
  { descriptor }: Registration,
): Promise<string | undefined> {
  const { actions = {}, triggers = {} } = await repository.get(id);
  const there = { ...actions, ...triggers };
  const missing = [...descriptor.actions, ...descriptor.triggers].filter(({ key }) => !Object.hasOwn(there, key));
  if (missing.length === 0) return undefined;
  return `Warning: the platform has no schemas of ${missing.length} functions. It reads the branch master of the repository, which must be public and hold this component.json.`;
}

/** One that runs already goes on with the old image until it is stopped. */
async function startGlobal(
  repository: Repository,
  known: Known,
  before: Known | undefined,
  say: (line: string) => void,
): Promise<void> {
  if (before?.active) {
    const unchanged =
      before.distribution?.image === known.distribution?.image &&
      JSON.stringify(before.descriptor) === JSON.stringify(known.descriptor);
    if (unchanged) {
      say('It runs already, with this image.');
      return;
    }
    await repository.order(known.id, 'stop');
    say('Stopped it, since it ran with what was registered before.');
  }
  await repository.order(known.id, 'start');
  say('Told the platform to start it.');
}
