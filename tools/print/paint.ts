import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const coloured = process.stdout.isTTY ? process.stdout.hasColors() : Boolean(process.env.FORCE_COLOR);

/** Text for stdout, styled where that is a terminal with colours; NO_COLOR and FORCE_COLOR are obeyed. */
export function paint(style: Style, text: string): string {
  return coloured ? styleText(style, text) : text;
}

/** Columns of the terminal. */
export function width(): number {
  return process.stdout.columns || 120;
}

/** Cuts a text to so many columns, with an ellipsis where something is missing. */
export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
