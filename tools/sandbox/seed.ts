import { seedMany } from './seedMany';
import { seedSmall } from './seedSmall';
import type { Workspace } from './workspace';

/** What a sandbox holds at the start: one admin only; a small believable workspace; or so many records for load. */
export type Seed = 'empty' | 'small' | { readonly contacts: number; readonly conversations?: number };

/** Fills a new workspace. Everything in it is invented and always the same for the same seed and clock. */
export function seedWorkspace(workspace: Workspace, seed: Seed): void {
  if (seed === 'small') seedSmall(workspace);
  else if (seed !== 'empty') seedMany(workspace, seed.contacts, seed.conversations ?? 0);
}
