import { seededRandom } from './random';

/** Makes ids in the shapes that Intercom's have: 24 hex digits that begin with the second, or decimal numbers that count up. */
export class Ids {
  #count = 0;
  readonly #random = seededRandom(24);

  contact(at: number): string {
    return this.#hex(at, 'c0ffee0000');
  }

  company(at: number): string {
    return this.#hex(at, 'c0ffee0001');
  }

  conversation(): string {
    return this.#decimal(215_400_100_000_000);
  }

  part(): string {
    return this.#decimal(33_100_000_000);
  }

  message(): string {
    return this.#decimal(2_650_000_000);
  }

  tag(): string {
    return this.#decimal(7_520_000);
  }

  note(): string {
    return this.#decimal(48_100_000);
  }

  admin(): string {
    return this.#decimal(814_800);
  }

  team(): string {
    return this.#decimal(5_010_000);
  }

  /** For records without a shape of their own: tickets, articles, jobs. */
  other(): string {
    return this.#decimal(31_000);
  }

  uuid(): string {
    const hex = (digits: number): string =>
      Math.floor(this.#random() * 16 ** digits)
        .toString(16)
        .padStart(digits, '0');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`;
  }

  #decimal(base: number): string {
    return String(base + ++this.#count);
  }

  #hex(at: number, middle: string): string {
    return at.toString(16).padStart(8, '0') + middle + (++this.#count).toString(16).padStart(6, '0');
  }
}
