import { notFound } from './errors';
import type { Workspace } from './workspace';

/** A teammate. */
export interface Admin {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly job_title?: string;
  readonly has_inbox_seat: boolean;
  readonly away_mode_enabled: boolean;
  readonly away_mode_reassign: boolean;
  readonly away_status_reason_id: number | null;
}

/** A team and the ids of its admins. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly admin_ids: readonly string[];
}

/** An entry of the admins' activity log; the stamp is in UNIX seconds. */
export interface LogEntry {
  readonly id: string;
  readonly admin_id: string;
  readonly created_at: number;
  readonly activity_type: string;
  readonly activity_description: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Kinds of log entries that the sandbox writes or seeds. */
export const ACTIVITY_TYPES = [
  'admin_away_mode_change',
  'admin_invite_creation',
  'admin_login_success',
  'admin_logout',
  'app_name_change',
  'app_team_creation',
  'app_team_membership_modification',
  'app_timezone_change',
  'bulk_export',
  'conversation_part_deletion',
  'message_state_change',
  'office_hours_change',
  'role_change',
] as const;

/** The teammates of a workspace, their teams, and the log of what they did. */
export class Admins {
  readonly #admins = new Map<string, Admin>();
  readonly #workspace: Workspace;
  readonly teams: Team[] = [];
  /** Oldest first. */
  readonly log: LogEntry[] = [];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  list(): readonly Admin[] {
    return [...this.#admins.values()];
  }

  has(id: string): boolean {
    return this.#admins.has(id);
  }

  find(id: string): Admin | undefined {
    return this.#admins.get(id);
  }

  /** Throws 404 when there is no such admin. */
  get(id: string, code = 'admin_not_found'): Admin {
    const admin = this.#admins.get(id);
    if (!admin) throw notFound('Admin', code);
    return admin;
  }

  /** The admin whose token the clients use: the first one. */
  me(): Admin {
    for (const admin of this.#admins.values()) return admin;
    throw notFound('Admin', 'admin_not_found');
  }

  add(values: Pick<Admin, 'name' | 'email'> & Partial<Admin>): Admin {
    const admin: Admin = {
      id: this.#workspace.ids.admin(),
      has_inbox_seat: true,
      away_mode_enabled: false,
      away_mode_reassign: false,
      away_status_reason_id: null,
      ...values,
    };
    this.#admins.set(admin.id, admin);
    return admin;
  }

  addTeam(name: string, adminIds: readonly string[]): Team {
    const team = { id: this.#workspace.ids.team(), name, admin_ids: adminIds };
    this.teams.push(team);
    return team;
  }

  /** Sets an admin's away mode, which the log records. */
  setAway(id: string, enabled: boolean, reassign: boolean, reasonId: number | null): Admin {
    const admin: Admin = {
      ...this.get(id),
      away_mode_enabled: enabled,
      away_mode_reassign: reassign,
      away_status_reason_id: reasonId,
    };
    this.#admins.set(id, admin);
    this.record(id, 'admin_away_mode_change', `${admin.name} is now ${enabled ? 'away' : 'back'}`, {
      away_mode: enabled,
      reassign_conversations: reassign,
    });
    this.#workspace.changes.tell('admin', id, 'away');
    return admin;
  }

  /** Writes a log entry, by default of this second; one with an older stamp takes its place in time. */
  record(
    adminId: string,
    type: string,
    description: string,
    metadata: LogEntry['metadata'] = {},
    at = this.#workspace.clock.now(),
  ): LogEntry {
    const entry: LogEntry = {
      id: this.#workspace.ids.uuid(),
      admin_id: adminId,
      created_at: at,
      activity_type: type,
      activity_description: description,
      metadata,
    };
    const later = this.log.findLastIndex((other) => other.created_at <= at) + 1;
    this.log.splice(later, 0, entry);
    return entry;
  }
}
