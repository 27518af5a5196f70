import { ACTIVITY_TYPES, type LogEntry } from '../admins';
import { invalid, missing, Refusal } from '../errors';
import { boolean, integer, perPage } from '../input';
import { numberedPage } from '../pages';
import type { Call, Route } from '../router';
import { adminWire, logWire } from '../wire/others';

const DAY = 86_400;

/** The folder admins. */
export const adminRoutes: readonly Route[] = [
  {
    request: 'GET /me',
    handle: ({ workspace }) => ({
      ...adminWire(workspace.admins.me(), workspace, true),
      email_verified: true,
      app: {
        type: 'app',
        id_code: workspace.id,
        name: workspace.name,
        created_at: workspace.createdAt,
        secure: false,
        identity_verification: false,
        timezone: workspace.timezone,
        region: 'US',
      },
    }),
  },
  {
    request: 'GET /admins',
    handle: ({ workspace, query }) => ({
      type: 'admin.list',
      admins: workspace.admins
        .list()
        .map((admin) => adminWire(admin, workspace, query.get('display_avatar') === 'true')),
    }),
  },
  {
    request: 'GET /admins/{admin_id}',
    handle: ({ workspace, path }) => adminWire(workspace.admins.get(path('admin_id')), workspace),
  },
  {
    request: 'PUT /admins/{admin_id}/away',
    handle: ({ workspace, path, body }) => {
      const enabled = boolean(body, 'away_mode_enabled');
      const reassign = boolean(body, 'away_mode_reassign');
      if (typeof enabled !== 'boolean') throw missing('away_mode_enabled');
      if (typeof reassign !== 'boolean') throw missing('away_mode_reassign');
      const reason = integer(body, 'away_status_reason_id') ?? null;
      return adminWire(workspace.admins.setAway(path('admin_id'), enabled, reassign, reason), workspace);
    },
  },
  {
    request: 'GET /admins/activity_log_event_types',
    since: '2.16',
    handle: () => ({ type: 'activity_log_event_type.list', event_types: ACTIVITY_TYPES }),
  },
  {
    request: 'GET /admins/activity_logs',
    handle: (call) => {
      const sent = Object.fromEntries(call.query);
      const entries = logsBetween(call, integer(sent, 'created_at_after'), integer(sent, 'created_at_before'));
      const { items, pages } = numberedPage(call, entries, 20, 250);
      return { type: 'activity_log.list', pages, activity_logs: items.map((entry) => logWire(entry, call.workspace)) };
    },
  },
  {
    request: 'POST /admins/activity_logs/search',
    since: '2.16',
    handle: (call) => {
      const { workspace, body } = call;
      const types = body.event_types;
      if (types !== undefined && !Array.isArray(types)) throw invalid('event_types', 'event_types must be a list');
      const entries = logsBetween(call, integer(body, 'created_at_after'), integer(body, 'created_at_before')).filter(
        (entry) => types === undefined || types.includes(entry.activity_type),
      );
      const size = perPage(body.per_page, 20, 250);
      const page = integer(body, 'page') ?? 1;
      if (page < 1) throw invalid('page', 'page counts from 1');
      const totalPages = Math.ceil(entries.length / size);
      return {
        type: 'activity_log.list',
        // There is no URL to follow here: the next page is asked for with `page` in the body.
        pages: { type: 'pages', next: null, page, per_page: size, total_pages: totalPages },
        activity_logs: entries.slice((page - 1) * size, page * size).map((entry) => logWire(entry, workspace)),
      };
    },
  },
];

function logsBetween(
  { workspace, intercom }: Call,
  after: number | null | undefined,
  before: number | null | undefined,
): readonly LogEntry[] {
  if (after === undefined || after === null) throw missing('created_at_after');
  const until = before ?? workspace.clock.now();
  const days = intercom.options.activityLogDays;
  if (days !== undefined && until - after > days * DAY) {
    throw new Refusal(500, 'server_error', 'This span of time is too long to answer');
  }
  // Newest first, as logs are shown.
  return workspace.admins.log.filter((entry) => entry.created_at >= after && entry.created_at <= until).reverse();
}
