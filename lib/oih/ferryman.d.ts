// Ferryman brings no types.
declare module '@openintegrationhub/ferryman/index.js' {
  /** The platform's way through a mapping; `cfg` may ask to skip it, and to keep the raw record. */
  export function transform(
    this: unknown,
    message: object,
    cfg: Readonly<Record<string, unknown>>,
    mapping: (message: object) => unknown,
  ): unknown;
}
