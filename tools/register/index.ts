import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { endWithReader, inWords } from '../print/endings';
import { register, sizeOf } from './register';
import { type ComponentJson, registrationOf } from './registration';
import { RegisterError, Repository } from './repository';

interface Flags {
  url?: string;
  token?: string;
  image: string;
  name?: string;
  id?: string;
  repository?: string;
  global?: true;
  public?: true;
  dryRun?: true;
}

const program = new Command('register')
  .description('Registers this component at an Open Integration Hub, or brings what is registered up to date.')
  .requiredOption('--image <image>', 'the image, such as registry.example.com/intercom-component:1.0.0')
  .option('--url <url>', 'the component repository, such as https://component-repository.example.com (or OIH_URL)')
  .option('--token <token>', 'an IAM token that may create components (or OIH_TOKEN, which no list of processes shows)')
  .option('--name <name>', "the component's name on the platform (default: Intercom)")
  .option('--id <id>', 'the component to change, where several have this name')
  .option(
    '--repository <url>',
    'https://github.com/<owner>/<name>, public: where the platform finds the schemas, on its branch master',
  )
  .option('--global', 'one container for all flows and tenants, and start it; needs an administrator')
  .option('--public', 'show it to all users of the platform')
  .option('--dry-run', 'print what would be sent, and send nothing');

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const component: ComponentJson = JSON.parse(readFileSync(join(__dirname, '..', '..', 'component.json'), 'utf8'));
  const registration = registrationOf(component, flags);
  if (flags.dryRun) {
    console.log(JSON.stringify(registration, null, 2));
    console.error(`${sizeOf(registration)} bytes; nothing was sent.`);
    return;
  }
  const url = flags.url ?? process.env.OIH_URL;
  const token = flags.token ?? process.env.OIH_TOKEN;
  if (!url) throw new RegisterError('Where to? Give --url or OIH_URL.');
  if (!token) throw new RegisterError('An IAM token is needed: give OIH_TOKEN or --token.');
  const say = (line: string) => console.log(line);
  await register(new Repository(url, token), registration, { say, ...(flags.id !== undefined && { id: flags.id }) });
  if (flags.repository === undefined) {
    say('Without --repository the platform has no schemas: a flow designer sees titles and descriptions only.');
  }
}

endWithReader();
main().catch((error: unknown) => {
  console.error(inWords(error));
  process.exitCode = 1;
});
