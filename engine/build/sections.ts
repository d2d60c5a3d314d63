/**
 * The parts of WebAssembly's binary format that the build rewrites: sections, and LEB128 numbers.
 * https://webassembly.github.io/spec/core/binary/modules.html
 */

export interface Section {
  readonly id: number;
  readonly content: Buffer;
}

export const SECTION = { memory: 5, global: 6, export: 7, dataCount: 12, data: 11 } as const;

const HEADER = 8; // bytes: magic and version

export function readSections(module: Buffer): Section[] {
  const reader = new Reader(module, HEADER);
  const sections: Section[] = [];
  while (!reader.atEnd()) {
    const id = reader.byte();
    sections.push({ id, content: reader.bytes(reader.unsigned()) });
  }
  return sections;
}

export function writeSections(sections: readonly Section[]): Buffer {
  const magic = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  return Buffer.concat([
    magic,
    ...sections.flatMap(({ id, content }) => [Buffer.from([id]), unsigned(content.length), content]),
  ]);
}

/**
 * The sections with one replaced.
 *
 * @throws if there is no section of that id.
 */
export function replaced(sections: readonly Section[], id: number, content: Buffer): Section[] {
  if (!sections.some((section) => section.id === id)) throw new Error(`the module has no section ${id}`);
  return sections.map((section) => (section.id === id ? { id, content } : section));
}

export function content(sections: readonly Section[], id: number): Buffer {
  const found = sections.find((section) => section.id === id);
  if (found === undefined) throw new Error(`the module has no section ${id}`);
  return found.content;
}

/** Reads bytes and LEB128 numbers from an offset on. */
export class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  bytes(size: number): Buffer {
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  /** An unsigned LEB128 number of at most 53 bits. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** A signed LEB128 number of at most 64 bits. */
  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, byte & 64 ? value - (1n << (shift + 7n)) : value);
    }
  }
}

export function unsigned(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 128 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

export function signed(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    if ((rest === 0n && (low & 64) === 0) || (rest === -1n && (low & 64) !== 0)) {
      bytes.push(low);
      return Buffer.from(bytes);
    }
    bytes.push(low | 128);
  }
}
