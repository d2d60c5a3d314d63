/**
 * Initialises a module at build time, and writes its memory and globals into a new module. So Go's runtime and the
 * initialisers of hundreds of packages, which take half a second, don't run at each start.
 *
 * The sandbox is that of the running engines: time stands still and random numbers are fixed, so the same module gives
 * the same snapshot on every machine.
 */
import { createSandbox } from '../../src/engine/wasi.ts';
import {
  content,
  Reader,
  readSections,
  replaced,
  SECTION,
  type Section,
  signed,
  unsigned,
  writeSections,
} from './sections.ts';

/**
 * Go's linker writes 100,000 data segments, which is V8's limit. Up to this many zeros between neighbours cost less
 * than a segment.
 */
const GAP = 64; // bytes

const PAGE = 65_536; // bytes

interface Global {
  readonly type: number;
  readonly mutable: number;
  readonly init: Buffer;
}

/** Returns the initialised module. `maximum`: its memory limit in bytes. */
export function snapshot(module: Buffer, maximum: number): Buffer {
  const sections = readSections(module);
  const globals = readGlobals(content(sections, SECTION.global));
  const { memory, values } = initialised(
    writeSections(withGlobalsExported(merged(sections), globals.length)),
    globals.length,
  );
  const pages = memory.length / PAGE;
  let out: Section[] = [...sections];
  out = replaced(out, SECTION.memory, memorySection(pages, Math.floor(maximum / PAGE)));
  out = replaced(out, SECTION.global, globalSection(globals, values));
  return writeSections(withData(out, segmentsOf(memory)));
}

function initialised(bytes: Buffer, count: number): { readonly memory: Buffer; readonly values: bigint[] } {
  const module = new WebAssembly.Module(new Uint8Array(bytes));
  const sandbox = createSandbox(module);
  const { exports } = new WebAssembly.Instance(module, sandbox.imports);
  const { memory, _initialize: initialize } = exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof initialize !== 'function') throw new Error('not a reactor');
  sandbox.attach(memory);
  (initialize as () => void)();
  const values = Array.from({ length: count }, (_, i) => globalValue(exports[globalName(i)]));
  return { memory: Buffer.from(memory.buffer), values };
}

function globalName(index: number): string {
  return `global-${index}`;
}

function globalValue(global: unknown): bigint {
  if (!(global instanceof WebAssembly.Global)) throw new Error('a global is not exported');
  const value: unknown = global.value;
  return typeof value === 'bigint' ? value : BigInt(Number(value));
}

/** Exports each global, so that its value can be read after the initialisation. */
function withGlobalsExported(sections: readonly Section[], count: number): Section[] {
  const reader = new Reader(content(sections, SECTION.export));
  const before = reader.unsigned();
  const rest = content(sections, SECTION.export).subarray(unsigned(before).length);
  const added = Array.from({ length: count }, (_, i) => {
    const name = Buffer.from(globalName(i));
    return Buffer.concat([unsigned(name.length), name, Buffer.from([3]), unsigned(i)]);
  });
  return replaced(sections, SECTION.export, Buffer.concat([unsigned(before + count), rest, ...added]));
}

const I32 = 0x7f;
const I64 = 0x7e;
const CONST: Readonly<Record<number, number>> = { [I32]: 0x41, [I64]: 0x42 };
const END = 0x0b;

function readGlobals(section: Buffer): Global[] {
  const reader = new Reader(section);
  return Array.from({ length: reader.unsigned() }, () => {
    const type = reader.byte();
    const mutable = reader.byte();
    const opcode = reader.byte();
    if (CONST[type] !== opcode) throw new Error(`a global of type ${type} is initialised by ${opcode}`);
    const value = reader.signed();
    if (reader.byte() !== END) throw new Error("a global's initial value is not a constant");
    return { type, mutable, init: signed(value) };
  });
}

function globalSection(globals: readonly Global[], values: readonly bigint[]): Buffer {
  const written = globals.map(({ type, mutable }, i) =>
    Buffer.concat([Buffer.from([type, mutable, CONST[type] ?? 0]), signed(values[i] ?? 0n), Buffer.from([END])]),
  );
  return Buffer.concat([unsigned(globals.length), ...written]);
}

/** One memory with a limit: growing beyond it traps in the module, whatever the host allows. */
function memorySection(pages: number, maximum: number): Buffer {
  return Buffer.concat([Buffer.from([1, 1]), unsigned(pages), unsigned(maximum)]);
}

interface Segment {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** The non-zero parts of the memory. */
function segmentsOf(memory: Buffer): Segment[] {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, memory.length / 8);
  const segments: Segment[] = [];
  let start = -1;
  let last = -1;
  const end = (): void => {
    if (start >= 0) segments.push({ offset: 8 * start, bytes: memory.subarray(8 * start, 8 * (last + 1)) });
    start = -1;
  };
  for (let i = 0; i < words.length; i++) {
    if (words[i] === 0n) continue;
    if (start >= 0 && 8 * (i - last) > GAP) end();
    if (start < 0) start = i;
    last = i;
  }
  end();
  return segments;
}

/** Joins the segments of the module, so that V8 accepts it for the initialisation. */
function merged(sections: readonly Section[]): Section[] {
  const reader = new Reader(content(sections, SECTION.data));
  const segments: Segment[] = [];
  for (let count = reader.unsigned(); count > 0; count--) {
    if (reader.unsigned() !== 0 || reader.byte() !== CONST[I32]) throw new Error('a data segment is not a plain one');
    const offset = Number(BigInt.asUintN(32, reader.signed()));
    if (reader.byte() !== END) throw new Error("a data segment's offset is not a constant");
    segments.push({ offset, bytes: reader.bytes(reader.unsigned()) });
  }
  return withData(sections, joined(segments));
}

function joined(segments: readonly Segment[]): Segment[] {
  const groups: { offset: number; end: number; parts: Buffer[] }[] = [];
  for (const { offset, bytes } of [...segments].sort((a, b) => a.offset - b.offset)) {
    const group = groups.at(-1);
    if (group !== undefined && offset - group.end <= GAP) {
      group.parts.push(Buffer.alloc(offset - group.end), bytes);
      group.end = offset + bytes.length;
    } else groups.push({ offset, end: offset + bytes.length, parts: [bytes] });
  }
  return groups.map(({ offset, parts }) => ({ offset, bytes: Buffer.concat(parts) }));
}

function withData(sections: readonly Section[], segments: readonly Segment[]): Section[] {
  const written = segments.map(({ offset, bytes }) =>
    Buffer.concat([
      Buffer.from([0, CONST[I32] ?? 0]),
      signed(BigInt(offset | 0)),
      Buffer.from([END]),
      unsigned(bytes.length),
      bytes,
    ]),
  );
  const out = replaced(sections, SECTION.data, Buffer.concat([unsigned(segments.length), ...written]));
  const counted = out.some(({ id }) => id === SECTION.dataCount);
  return counted ? replaced(out, SECTION.dataCount, unsigned(segments.length)) : out;
}
