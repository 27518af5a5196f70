import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../generate/catalogue';

/** What the lockfile says of a package. */
interface Locked {
  name?: string;
  version: string;
  license?: string;
  dev?: true;
  optional?: true;
  devOptional?: true;
  hasInstallScript?: true;
  dependencies?: Record<string, string>;
}

/** A package of the image. */
export interface Package {
  /** Folder below the project. */
  folder: string;
  /** Name by which it is required. */
  name: string;
  /** The package that stands there under that name, where it is another one. */
  alias: string | undefined;
  version: string;
  license: string;
  /** Names of the packages that ask for it. */
  neededBy: string[];
  hasInstallScript: boolean;
}

/** Every package that `npm ci --omit=dev --omit=optional` installs, by name. */
export function productionTree(): Package[] {
  const { packages }: { packages: Record<string, Locked> } = JSON.parse(
    readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'),
  );
  const installed = Object.entries(packages).filter(
    ([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional,
  );
  const here = new Set(installed.map(([folder]) => folder));
  const askedFor = new Map<string, Set<string>>();
  for (const [folder, { dependencies = {} }] of installed) {
    for (const name of Object.keys(dependencies)) {
      const target = resolved(name, folder, here);
      if (target === undefined) continue;
      askedFor.set(target, (askedFor.get(target) ?? new Set()).add(folder === '' ? 'ours' : nameOf(folder)));
    }
  }
  return installed
    .filter(([folder]) => folder !== '')
    .map(([folder, { name, version, license = 'unknown', hasInstallScript = false }]) => ({
      folder,
      name: nameOf(folder),
      alias: name,
      version,
      license,
      neededBy: [...(askedFor.get(folder) ?? [])].sort(),
      hasInstallScript,
    }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.folder.localeCompare(b.folder));
}

/** Bytes of the files of a package, those of the packages inside it left out. */
export function sizeOf({ folder }: Package): number {
  const add = (inside: string): number =>
    readdirSync(inside, { withFileTypes: true })
      .filter((entry) => entry.name !== 'node_modules')
      .map((entry) => path.join(inside, entry.name))
      .reduce((sum, file) => sum + (statSync(file).isDirectory() ? add(file) : statSync(file).size), 0);
  return add(path.join(ROOT, folder));
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Node's own way: beside it, then ever further up. */
function resolved(name: string, from: string, here: ReadonlySet<string>): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (here.has(candidate)) return candidate;
    if (folder === '') return undefined;
  }
}
