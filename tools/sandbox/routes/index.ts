import type { Route } from '../router';
import { adminRoutes } from './admins';
import { bulkRoutes } from './bulk';
import { contactRoutes } from './contacts';
import { conversationRoutes } from './conversations';
import { noteRoutes } from './notes';
import { tagRoutes } from './tags';

/** Every operation that the sandbox has state for. */
export const routes: readonly Route[] = [
  ...adminRoutes,
  ...contactRoutes,
  ...bulkRoutes,
  ...conversationRoutes,
  ...noteRoutes,
  ...tagRoutes,
];
