import { process as retrieveAdmin } from '../actions/admins/retrieveAdmin';
import { process as retrieveArticle } from '../actions/articles/retrieveArticle';
import { process as retrieveAudience } from '../actions/audiences/retrieveAudience';
import { process as retrieveCall } from '../actions/calls/retrieveCall';
import { process as retrieveCompanyById } from '../actions/companies/retrieveCompanyById';
import { process as retrieveContact } from '../actions/contacts/retrieveContact';
import { process as retrieveContentSnippet } from '../actions/contentSnippets/retrieveContentSnippet';
import { process as retrieveConversation } from '../actions/conversations/retrieveConversation';
import { process as retrieveTicket } from '../actions/tickets/retrieveTicket';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Webhook event',
  description:
    'Starts the flow the moment anything happens in Intercom that its webhooks tell of, or what topics chooses of it.',
  refetch: {
    admin: retrieveAdmin.operation,
    article: retrieveArticle.operation,
    audience: retrieveAudience.operation,
    call: retrieveCall.operation,
    company: retrieveCompanyById.operation,
    contact: retrieveContact.operation,
    content_snippet: retrieveContentSnippet.operation,
    conversation: retrieveConversation.operation,
    ticket: retrieveTicket.operation,
  },
});
