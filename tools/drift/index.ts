import { Command } from 'commander';
import { ownOperations } from './catalogue';
import { compare, type Drift } from './compare';
import { operationsOf, readDescription } from './description';

function print({ added, removed, changed }: Drift, onlyNew: boolean): void {
  section('Operations that we lack', added);
  if (!onlyNew) section('Operations that it does not describe (withdrawn, or of another version)', removed);
  const shown = changed
    .map(({ request, lines }) => ({ request, lines: onlyNew ? lines.filter((line) => !line.startsWith('-')) : lines }))
    .filter(({ lines }) => lines.length > 0);
  console.log(`Changed operations: ${shown.length}`);
  for (const { request, lines } of shown) console.log(`  ${request}\n${lines.map((line) => `    ${line}`).join('\n')}`);
}

function section(title: string, requests: string[]): void {
  console.log(`${title}: ${requests.length}`);
  for (const request of requests) console.log(`  ${request}`);
}

new Command()
  .name('npm run drift --')
  .description("Compares a description of Intercom's API, which you downloaded, with what this component has.")
  .argument('<file>', 'OpenAPI description, JSON or YAML')
  .option('--new', 'only what is new there, not what only we have')
  .action((file: string, options: { new?: boolean }) => {
    try {
      print(compare(operationsOf(readDescription(file)), ownOperations()), options.new === true);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  })
  .parse();
