/** Reads the entries of a tar archive strictly. */
import { Parser } from 'tar/parse';
import { messageOf } from '../foundation/errors.ts';
import { Refused } from './refusal.ts';

export interface TarEntry {
  /** As written in the archive. */
  readonly path: string;
  readonly type: 'file' | 'folder';
  readonly bytes: Uint8Array;
}

const TYPES: ReadonlyMap<string, TarEntry['type']> = new Map([
  ['File', 'file'],
  ['OldFile', 'file'],
  ['ContiguousFile', 'file'],
  ['Directory', 'folder'],
]);

const LINKS: ReadonlySet<string> = new Set(['SymbolicLink', 'Link']);

/**
 * The files and folders of a tar archive. It is parsed strictly: a wrong checksum, a missing end, an extended header
 * that is too large, or an entry of another type is an error; a link is one too unless links are left out.
 *
 * @throws {Refused}
 */
export function readTar(tar: Uint8Array, links: 'refused' | 'left out' = 'refused'): TarEntry[] {
  const entries: TarEntry[] = [];
  const faults: string[] = [];
  // The parser would decompress a nested archive itself, without our limit.
  if (isCompressed(tar)) throw new Refused('archive-invalid', 'the archive is compressed twice');
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const type = TYPES.get(entry.type);
      const chunks: Buffer[] = [];
      const isLeftOut = links === 'left out' && LINKS.has(entry.type);
      if (type === undefined && !isLeftOut)
        faults.push(`it has ${JSON.stringify(entry.path.slice(0, 100))}, a ${entry.type}`);
      entry.on('data', (chunk) => chunks.push(chunk));
      entry.on('end', () => {
        if (type !== undefined) entries.push({ path: entry.path, type, bytes: Buffer.concat(chunks) });
      });
    },
  });
  parser.on('ignoredEntry', () => faults.push('it has an entry of an unknown type, or a header that is too large'));
  parser.on('error', (error: unknown) => faults.push(messageOf(error)));
  const seen = { end: false };
  parser.on('end', () => {
    seen.end = true;
  });
  parser.end(Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength));
  const [fault] = faults;
  if (fault !== undefined) throw new Refused('archive-invalid', `the archive is refused: ${fault}`);
  if (!seen.end) throw new Refused('archive-invalid', 'the archive is refused: its end is missing');
  return entries;
}

function isCompressed(bytes: Uint8Array): boolean {
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const zstd = bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
  return gzip || zstd;
}
