import Table from 'cli-table3';
import { paint } from './paint';

/** A table for stdout: its head in bold, no other colours, which cli-table3 would paint whether or not stdout is a terminal. */
export function table(head: string[], rows: (string | number)[][], colWidths?: number[]): string {
  const result = new Table({
    head: head.map((text) => paint('bold', text)),
    style: { head: [], border: [] },
    ...(colWidths && { colWidths, wordWrap: true }),
  });
  result.push(...rows);
  return result.toString();
}
