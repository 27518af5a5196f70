import type { Route } from '../router';
import { adminRoutes } from './admins';
import { articleRoutes } from './articles';
import { bulkRoutes } from './bulk';
import { callRoutes } from './calls';
import { companyRoutes } from './companies';
import { contactRoutes } from './contacts';
import { conversationRoutes } from './conversations';
import { customObjectRoutes } from './customObjects';
import { fileRoutes } from './files';
import { noteRoutes } from './notes';
import { tagRoutes } from './tags';
import { ticketRoutes } from './tickets';

/** Every operation that the sandbox has state for. */
export const routes: readonly Route[] = [
  ...adminRoutes,
  ...contactRoutes,
  ...bulkRoutes,
  ...articleRoutes,
  ...callRoutes,
  ...companyRoutes,
  ...conversationRoutes,
  ...customObjectRoutes,
  ...fileRoutes,
  ...noteRoutes,
  ...tagRoutes,
  ...ticketRoutes,
];
