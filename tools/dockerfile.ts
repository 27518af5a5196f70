/** A line of a Dockerfile, such as `USER` and `node`. */
export interface Instruction {
  name: string;
  text: string;
}

/** What stands between one FROM and the next; the last one is the image. */
export interface Stage {
  name: string;
  instructions: Instruction[];
}

/** The stages of a Dockerfile. Throws where anything but ARG stands before the first FROM. */
export function stagesOf(dockerfile: string): Stage[] {
  const stages: Stage[] = [];
  const lines = dockerfile
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  for (const line of lines) {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (name === 'FROM') stages.push({ name: / AS (\S+)$/.exec(rest)?.[1] ?? 'final', instructions: [] });
    else if (stages.length > 0) stages.at(-1)?.instructions.push({ name, text: rest });
    else if (name !== 'ARG') throw new Error(`Dockerfile: ${line} stands before the first FROM`);
  }
  return stages;
}

/** The one variable of an ENV. Throws at a form that ours does not use. */
export function variable(text: string): Record<string, string> {
  const [, name = '', quoted, bare = ''] = /^(\w+)=(?:"([^"\\$]*)"|([^\s"\\$]*))$/.exec(text) ?? [];
  if (!name) throw new Error(`Dockerfile: ENV ${text} is not known here`);
  return { [name]: quoted ?? bare };
}

/** The words of an ENTRYPOINT. Only the exec form is JSON; in the shell form a shell would stand between the platform and the process. */
export function entrypoint(text: string): string[] {
  return JSON.parse(text);
}

/** How the image starts its process. */
export function startOf(dockerfile: string): { entrypoint: string[]; env: Record<string, string> } {
  const instructions = stagesOf(dockerfile).at(-1)?.instructions ?? [];
  const texts = (wanted: string) => instructions.filter(({ name }) => name === wanted).map(({ text }) => text);
  return {
    entrypoint: texts('ENTRYPOINT').flatMap(entrypoint),
    env: Object.assign({}, ...texts('ENV').map(variable)),
  };
}
