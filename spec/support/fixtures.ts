import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Metadata } from '../../lib/oih/types';
import { ROOT } from './component';

/** One exchange with Intercom, spelled out. */
export interface Call {
  request: {
    method: string;
    path: string;
    query?: Record<string, string>;
    body?: unknown;
    /** In the place of a body that is no JSON, such as a form: what it must contain. */
    contains?: string[];
    headers?: Record<string, string>;
    /** A host besides Intercom's, which a redirect led to: it must not get the token. */
    host?: string;
  };
  response: { status: number; headers?: Record<string, string>; body?: unknown };
}

/** A run of an action: what comes in, what goes over the wire, what comes out. */
export interface Fixture {
  title: string;
  input: Record<string, unknown>;
  /** The message's metadata; none of it when absent. */
  metadata?: Metadata;
  /** The step's fields besides the credential. */
  fields?: Record<string, unknown>;
  calls: Call[];
  /** Files that go into the attachment storage, which this run then knows. */
  stored?: { contentType: string; content: string }[];
  emitted?: { data: unknown; metadata: unknown; attachments?: unknown }[];
  /** A regular expression for the message of the one error that is thrown, where the run fails. */
  error?: string;
}

const FOLDER = join(ROOT, 'spec', 'fixtures');

/** All fixtures by function name. */
export function fixtures(): Map<string, Fixture[]> {
  const found = new Map<string, Fixture[]>();
  if (!existsSync(FOLDER)) return found;
  for (const entry of readdirSync(FOLDER, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
    found.set(basename(entry.name, '.json'), JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')));
  }
  return found;
}
