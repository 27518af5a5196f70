/** A refusal as Intercom words it: HTTP status, error code, message, and the field it is about. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: { readonly field?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** 404: there is no such record. The code is `not_found` unless the endpoint has one of its own. */
export const notFound = (what: string, code = 'not_found'): Refusal => new Refusal(404, code, `${what} not found`);

/** 400: a value has the wrong type or is not allowed. */
export const invalid = (field: string, message: string): Refusal =>
  new Refusal(400, 'parameter_invalid', message, { field });

/** 400: a value is needed and was not sent, or names something that the workspace does not have. */
export const missing = (field: string, message = `${field} is missing`): Refusal =>
  new Refusal(400, 'parameter_not_found', message, { field });

/** The body that every failed request gets. */
export function errorList(requestId: string, code: string, message: string, field?: string): object {
  return {
    type: 'error.list',
    request_id: requestId,
    errors: [field === undefined ? { code, message } : { code, message, field }],
  };
}
