import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { entrypoint, stagesOf, variable } from './dockerfile';

/** What a build leaves behind, and what the last stage says of running it. */
export interface Image {
  /** The working directory, as a folder of this machine. */
  folder: string;
  entrypoint: string[];
  env: Record<string, string>;
  user: string;
  /** What each of its instructions brought in files, above the base image. */
  layers: { instruction: string; bytes: number }[];
}

/** Commands that are not run as they stand: RUN's text -> what is done instead in the working directory. */
type Instead = Record<string, (folder: string) => void>;

/**
 * Does what the Dockerfile in `context` says, stage by stage, on this machine: its files, its commands, its entry
 * point; each stage gets a folder in `into`, which is empty. The base image is the Node that runs us, and the tools of
 * the build are those that are installed in `context`. It knows the instructions that ours uses, and throws at any other.
 */
export function buildImage(context: string, into: string): Image {
  const instead: Instead = {
    'npm ci': (folder) => symlinkSync(join(context, 'node_modules'), join(folder, 'node_modules')),
  };
  const isIgnored = ignoreRules(readFileSync(join(context, '.dockerignore'), 'utf8'));
  const roots = new Map<string, string>();
  let image: Image | undefined;
  for (const stage of stagesOf(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    const root = join(into, stage.name);
    roots.set(stage.name, root);
    image = { folder: root, entrypoint: [], env: {}, user: 'root', layers: [] };
    mkdirSync(root, { recursive: true });
    for (const { name, text } of stage.instructions) {
      const before = sizeOf(root);
      switch (name) {
        case 'WORKDIR':
          image.folder = join(root, text);
          mkdirSync(image.folder, { recursive: true });
          break;
        case 'COPY':
          copy(text, image.folder, roots, context, isIgnored);
          break;
        case 'RUN':
          run(text, image, instead[text]);
          break;
        case 'ENV':
          Object.assign(image.env, variable(text));
          break;
        case 'USER':
          image.user = text;
          break;
        case 'ENTRYPOINT':
          image.entrypoint = entrypoint(text);
          break;
        default:
          throw new Error(`Dockerfile: ${name} is not known here`);
      }
      const bytes = sizeOf(root) - before;
      if (bytes > 0) image.layers.push({ instruction: `${name} ${text}`, bytes });
    }
  }
  if (!image) throw new Error('Dockerfile: no stage');
  return image;
}

function copy(
  text: string,
  folder: string,
  roots: Map<string, string>,
  context: string,
  isIgnored: (path: string) => boolean,
): void {
  const words = text.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  for (const source of words) {
    const root = from === undefined ? context : roots.get(from);
    if (root === undefined) throw new Error(`Dockerfile: COPY --from=${from}, but no stage has that name`);
    const path = join(root, source);
    if (!existsSync(path)) throw new Error(`Dockerfile: COPY ${source}, but it does not exist`);
    if (from === undefined && isIgnored(source))
      throw new Error(`Dockerfile: COPY ${source}, but .dockerignore hides it`);
    const into = target.endsWith('/') && statSync(path).isFile() ? join(target, basename(source)) : target;
    cpSync(path, join(folder, into), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => from !== undefined || !isIgnored(file.slice(context.length + 1)),
    });
  }
}

/** Bytes of the files in a folder; what links point to counts where it lies. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function run(command: string, { folder, env }: Image, instead?: (folder: string) => void): void {
  if (instead) instead(folder);
  else execFileSync('sh', ['-c', command], { cwd: folder, env: { ...process.env, ...env }, stdio: 'pipe' });
}

/** The last rule that fits a path or a folder above it decides, as in Docker; of patterns only a bare `*` is known. */
function ignoreRules(text: string): (path: string) => boolean {
  const rules = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return (path) => {
    let ignored = false;
    for (const rule of rules) {
      const kept = rule.startsWith('!');
      const pattern = kept ? rule.slice(1) : rule;
      if (pattern !== '*' && /[*?[]/.test(pattern)) throw new Error(`.dockerignore: ${rule} is not known here`);
      if (pattern === '*' || path === pattern || path.startsWith(`${pattern}/`)) ignored = !kept;
    }
    return ignored;
  };
}
