import type { Input } from '../intercom/operation';
import type { FilterGroup } from '../intercom/search';
import { VERSIONS, type Version } from '../intercom/versions';
import type { Place } from './item';

/** Where a dictionary's items come from: an operation of ours that lists records, and what of a record is shown. */
export interface Source {
  /** Name of the function. */
  operation: string;
  /** What it is always asked with, besides the largest page. */
  input?: Input;
  /** Where the list stands in the answer, where the operation itself is none of a list. */
  items?: string;
  value: Place;
  label: Place;
  note?: Place;
  /** Fields that mark a record as out of use; `is` where that is another value than true. */
  without?: readonly { field: string; is?: string }[];
  /** How Intercom searches it. Where this is missing, or the version has it not, what Intercom lists is searched here. */
  search?: { operation: string; items?: string; since?: Version; input: (text: string) => Input };
}

/** A parameter of one dictionary, besides search, cursor and limit, which all have. */
export interface Parameter {
  /** Field of the operations that it fills. */
  field: string;
  required: boolean;
  /** What it is, for the docs. */
  about: string;
}

/** A list of choices, under the name that a caller gives as `operationId`. */
export interface Dictionary {
  /** What it lists, for the docs: a clause without a full stop. */
  about: string;
  parameters?: Readonly<Record<string, Parameter>>;
  /** Read one after the other. */
  from: readonly Source[];
  /** Items that need no call. */
  fixed?: readonly { value: string; label: string }[];
}

/** Largest page of whole records such as contacts: a form shows some dozens, and each has kilobytes. */
const SOME = 50;

const admins: Source = { operation: 'listAdmins', value: 'id', label: ['name', 'email'], note: 'email' };
const teams: Source = { operation: 'listTeams', value: 'id', label: 'name' };
const archived = [{ field: 'archived' }];

/** Words of a search that count: Intercom takes so many conditions in a group. */
const MOST_WORDS = 15;

/**
 * Every word of the text stands in one of these fields, or is the whole of one of the others: Intercom finds an id only
 * by all of it.
 */
function everyWord(text: string, holding: readonly string[], being: (word: string) => readonly string[]): Input {
  const anyField = (value: string): FilterGroup => ({
    operator: 'OR',
    value: [
      ...holding.map((field) => ({ field, operator: '~' as const, value })),
      ...being(value).map((field) => ({ field, operator: '=' as const, value })),
    ],
  });
  const query: FilterGroup = { operator: 'AND', value: text.split(/\s+/).slice(0, MOST_WORDS).map(anyField) };
  return { query, pagination: { per_page: SOME } };
}

/** The choices that lookup offers, by name. */
export const dictionaries: Readonly<Record<string, Dictionary>> = {
  admins: { about: 'teammates', from: [admins] },
  teams: { about: 'teams', from: [teams] },
  assignees: {
    about: 'teammates, then teams: whom a conversation or ticket can be given to',
    from: [admins, { ...teams, note: 'type' }],
  },
  tags: { about: 'tags', from: [{ operation: 'listTags', value: 'id', label: 'name' }] },
  segments: {
    about: 'segments of contacts and companies',
    from: [{ operation: 'listSegments', value: 'id', label: 'name', note: 'person_type' }],
  },
  companies: {
    about: 'companies, the most recently active first',
    from: [
      {
        operation: 'listCompanies',
        value: 'id',
        label: ['name', 'company_id', 'id'],
        note: 'company_id',
        search: {
          operation: 'searchCompanies',
          since: 'Preview',
          input: (text) => everyWord(text, ['name'], () => ['company_id']),
        },
      },
    ],
  },
  contacts: {
    about: 'users and leads; searched by name and e-mail address, and by a whole external id or id',
    from: [
      {
        operation: 'listContacts',
        input: { per_page: SOME },
        value: 'id',
        label: ['name', 'email', 'phone', 'external_id', 'id'],
        note: ['email', 'external_id', 'role'],
        search: {
          operation: 'searchContacts',
          input: (text) =>
            everyWord(text, ['name', 'email'], (word) => [
              'external_id',
              ...(/^[0-9a-f]{24}$/i.test(word) ? ['id'] : []),
            ]),
        },
      },
    ],
  },
  conversations: {
    about: "conversations; searched by the first message, its author's name and e-mail address, and a whole id",
    from: [
      {
        operation: 'listConversations',
        input: { per_page: SOME },
        value: 'id',
        label: ['title', 'source.subject', 'source.body', 'id'],
        note: ['source.author.name', 'source.author.email', 'state'],
        search: {
          operation: 'searchConversations',
          input: (text) =>
            everyWord(text, ['source.subject', 'source.body', 'source.author.name', 'source.author.email'], (word) =>
              /^\d+$/.test(word) ? ['id'] : [],
            ),
        },
      },
    ],
  },
  ticketTypes: {
    about: 'ticket types',
    from: [{ operation: 'listTicketTypes', value: 'id', label: 'name', note: 'category', without: archived }],
  },
  ticketTypeAttributes: {
    about: 'fields of a ticket type, as ticket_attributes names them',
    parameters: { ticketTypeId: { field: 'ticket_type_id', required: true, about: 'id of the ticket type' } },
    from: [
      {
        operation: 'retrieveTicketType',
        items: 'ticket_type_attributes.data',
        value: 'name',
        label: 'name',
        note: 'data_type',
        without: archived,
      },
    ],
  },
  ticketStates: {
    about: 'ticket states',
    from: [
      {
        operation: 'listTicketStates',
        value: 'id',
        label: ['internal_label', 'external_label', 'category'],
        note: 'category',
        without: archived,
      },
    ],
  },
  dataAttributes: {
    about: 'attributes of contacts and companies, built-in ones included, under the name that searches use',
    parameters: {
      model: {
        field: 'model',
        required: false,
        about: 'contact or company, up to version 2.15 also conversation; both when left out',
      },
    },
    from: [
      {
        operation: 'listDataAttributes',
        value: ['full_name', 'name'],
        label: ['label', 'full_name', 'name'],
        note: 'data_type',
        without: archived,
      },
    ],
  },
  conversationAttributes: {
    about: "the workspace's own attributes of conversations",
    from: [
      {
        operation: 'listConversationAttributes',
        value: 'name',
        label: 'name',
        note: 'data_type',
        without: archived,
      },
    ],
  },
  collections: {
    about: 'collections of the help centers',
    from: [{ operation: 'listCollections', value: 'id', label: 'name', note: 'description' }],
  },
  helpCenters: {
    about: 'help centers',
    from: [
      {
        operation: 'listHelpCenters',
        value: 'id',
        label: ['display_name', 'identifier', 'id'],
        note: ['url', 'custom_domain', 'identifier'],
      },
    ],
  },
  articles: {
    about: 'articles, drafts included; searched by the words in them',
    from: [
      {
        operation: 'listArticles',
        value: 'id',
        label: ['title', 'id'],
        note: 'state',
        search: {
          operation: 'searchArticles',
          items: 'data.articles',
          since: '2.10',
          input: (text) => ({ phrase: text, state: 'all' }),
        },
      },
    ],
  },
  subscriptionTypes: {
    about: 'subscription types',
    from: [
      {
        operation: 'listSubscriptionTypes',
        value: 'id',
        label: ['default_translation.name', 'id'],
        note: 'consent_type',
        without: [{ field: 'state', is: 'archived' }],
      },
    ],
  },
  macros: {
    about: 'macros that the token may see',
    from: [{ operation: 'listMacros', value: 'id', label: 'name', note: 'body_text' }],
  },
  awayStatusReasons: {
    about: 'reasons for being away',
    from: [
      {
        operation: 'listAwayStatusReasons',
        value: 'id',
        label: ['label', 'id'],
        note: 'emoji',
        without: [{ field: 'deleted' }],
      },
    ],
  },
  brands: { about: 'brands', from: [{ operation: 'listBrands', value: 'id', label: ['name', 'id'] }] },
  newsfeeds: { about: 'newsfeeds', from: [{ operation: 'listNewsfeeds', value: 'id', label: ['name', 'id'] }] },
  customObjectTypes: {
    about: 'types of custom objects that conversation attributes refer to; Intercom has no list of all',
    from: [
      {
        operation: 'listConversationAttributes',
        value: 'reference.object_type_id',
        label: 'reference.object_type_id',
        note: 'name',
        without: archived,
      },
    ],
  },
  officeHoursSchedules: {
    about: 'office hours schedules',
    from: [{ operation: 'listOfficeHoursSchedules', value: 'id', label: ['name', 'id'], note: 'time_zone_name' }],
  },
  apiVersions: {
    about: "versions of Intercom's API",
    from: [],
    fixed: VERSIONS.map((version) => ({ value: version, label: version })),
  },
};
