import { notFound, Refusal } from './errors';
import type { Body } from './router';
import type { Workspace } from './workspace';

/** One request's worth of contacts in a bulk job. Stamps in UNIX seconds. */
export interface Task {
  readonly id: string;
  readonly created_at: number;
  readonly items: readonly Body[];
  readonly apply: (item: Body) => void;
}

/** A bulk job, as Preview runs them: open to further tasks until it has run. Stamps in UNIX seconds. */
export interface Job {
  readonly id: string;
  readonly created_at: number;
  readonly tasks: readonly Task[];
  readonly started_at: number | null;
  readonly completed_at: number | null;
  /** Items that could not be applied. */
  readonly failures: number;
}

/** The bulk jobs of a workspace. A job is done a little after its last task came, when someone next looks. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The job as it stands now. Throws 404 when there is none. */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (!job) throw notFound('Job', 'job_not_found');
    const due = (job.tasks.at(-1)?.created_at ?? job.created_at) + this.#workspace.bulkJobSeconds;
    return job.completed_at === null && this.#workspace.clock.now() >= due ? this.#run(job, due) : job;
  }

  /** Adds a task to a new job or to an open one. Throws 403 once the job has run. */
  submit(items: readonly Body[], apply: Task['apply'], jobId?: string): Job {
    const at = this.#workspace.clock.now();
    const job = jobId === undefined ? this.#empty(at) : this.get(jobId);
    if (job.completed_at !== null) throw new Refusal(403, 'forbidden', 'This job takes no more tasks');
    const task: Task = { id: `task_${this.#workspace.ids.other()}`, created_at: at, items, apply };
    return this.#store({ ...job, tasks: [...job.tasks, task] });
  }

  #empty(at: number): Job {
    const id = `job_${this.#workspace.ids.other()}`;
    return { id, created_at: at, tasks: [], started_at: null, completed_at: null, failures: 0 };
  }

  #run(job: Job, due: number): Job {
    let failures = 0;
    for (const { items, apply } of job.tasks) {
      for (const item of items) {
        try {
          apply(item);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          failures++;
        }
      }
    }
    return this.#store({ ...job, started_at: due - 1, completed_at: due, failures });
  }

  #store(job: Job): Job {
    this.#jobs.set(job.id, job);
    return job;
  }
}
