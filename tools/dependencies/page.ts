import { reasonFor } from './reasons';
import type { Package } from './tree';

/** docs/dependencies.md. */
export function page(tree: readonly Package[]): string {
  const rows = tree.map((one) => {
    const { name, alias, version, license, neededBy } = one;
    const why = reasonFor(one) ?? `of ${neededBy.join(', ')}`;
    return `| ${alias === undefined ? name : `${name} (${alias})`} | ${version} | ${license} | ${why} |`;
  });
  return `${[
    '<!-- Written by `npm run dependencies -- --write`. Do not edit. -->',
    '# What the image holds of others',
    'Everything that `npm ci --omit=dev --omit=optional` installs. None of it runs a script when it is installed.',
    ['| package | version | licence | why it is there |', '|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')}\n`;
}
