/** What a person chose. */
export interface Choices {
  /** The component's image, such as `registry.example.com/intercom-component:1.2.0`. */
  image: string;
  name?: string;
  /** Where the platform finds component.json and the schemas: a public repository at GitHub. */
  repository?: string;
  /** One container for all flows and tenants. */
  global?: boolean;
  /** Seen by all users of the platform. */
  public?: boolean;
}

/** A function as a flow designer lists it. */
interface Entry {
  key: string;
  title: string;
  description: string;
  type?: string;
}

/** What the platform's component repository stores. */
export interface Registration {
  name: string;
  description: string;
  access?: 'public';
  isGlobal?: true;
  distribution: { type: 'docker'; image: string };
  repository?: string;
  logo?: string;
  resources: { limits: Amounts; requests: Amounts };
  descriptor: {
    replicas: number;
    /** ferryman's REST mode, in which lookup answers. */
    restAPI: true;
    environment: { variables: Record<string, string> };
    actions: Entry[];
    triggers: Entry[];
  };
}

interface Amounts {
  cpu: string;
  memory: string;
}

/** What of component.json a registration tells. */
export interface ComponentJson {
  title: string;
  description: string;
  actions: Record<string, Omit<Entry, 'key'>>;
  triggers: Record<string, Omit<Entry, 'key'>>;
}

/**
 * Ferryman's own limits hold a process at 100 messages, 20 states and 20 reports of errors a second; docs/performance.md
 * says what it can do, docs/soak.md what becomes of reports that wait. Each reaches the container as ELASTICIO_<name>.
 */
export const VARIABLES = { OUTPUT_RATE_LIMIT: '1000', SNAPSHOT_RATE_LIMIT: '20', ERROR_RATE_LIMIT: '1000' };

/**
 * A message costs 1.5 ms of CPU, and a start 0.3 s (docs/performance.md): the platform's default of a tenth of a core
 * would allow 70 messages a second, and take three seconds to start. The largest process measured takes 210 MiB.
 */
const RESOURCES = { limits: { cpu: '1', memory: '256Mi' }, requests: { cpu: '100m', memory: '160Mi' } };

/** Characters that the repository takes (its model). */
const LONGEST = { name: 50, description: 300 };

/** A repository at GitHub: the platform turns nothing else into the address of a file (its src/utils/fetchMeta.js). */
const REPOSITORY = /^https:\/\/github\.com\/[\w-]+\/(?!\.{1,2}$)[\w.-]+$/;

/** `host:port/path:tag@digest`, of which only the path must be there. */
const IMAGE = /^[\w.-]+(:\d+(?=\/))?(\/[\w.-]+)*(:[\w.-]+)?(@\w+:[0-9a-f]+)?$/;

/** The body of a registration: lean, since the repository takes 100 kB; the schemas come to it by `enrich`. */
export function registrationOf(
  { title, description, actions, triggers }: ComponentJson,
  choices: Choices,
): Registration {
  const { image, name = title } = choices;
  if (!IMAGE.test(image)) {
    throw new Error('--image must name an image, such as registry.example.com/intercom-component:1.0.0.');
  }
  // The platform puts a path behind it.
  const repository = choices.repository?.replace(/\/+$/, '').replace(/\.git$/, '');
  if (repository !== undefined && !REPOSITORY.test(repository)) {
    throw new Error('--repository must be https://github.com/<owner>/<name>: the platform looks nowhere else.');
  }
  return {
    name: checked('name', name),
    description: checked('description', description),
    ...(choices.public && { access: 'public' }),
    ...(choices.global && { isGlobal: true }),
    distribution: { type: 'docker', image },
    ...(repository !== undefined && { repository, logo: `${rawOf(repository)}/master/logo.png` }),
    resources: RESOURCES,
    descriptor: {
      replicas: 1,
      restAPI: true,
      environment: { variables: VARIABLES },
      actions: entriesOf(actions),
      triggers: entriesOf(triggers),
    },
  };
}

function checked(field: keyof typeof LONGEST, text: string): string {
  if (text.trim() === '') throw new Error(`The ${field} is empty.`);
  if (text.length <= LONGEST[field]) return text;
  throw new Error(`The ${field} has ${text.length} characters; the platform takes ${LONGEST[field]}.`);
}

function entriesOf(functions: ComponentJson['actions']): Entry[] {
  return Object.entries(functions).map(([key, { title, description, type }]) => ({
    key,
    title,
    description,
    ...(type !== undefined && { type }),
  }));
}

/** Where the platform looks for the files of a repository at GitHub (its src/utils/fetchMeta.js). */
function rawOf(repository: string): string {
  return repository.replace('https://github.com', 'https://raw.githubusercontent.com');
}
