/** Unpacks the archive of a chart or repository in memory, within limits. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf } from '../foundation/errors.ts';
import { Refused } from './refusal.ts';
import { readTar, type TarEntry } from './tar.ts';

/** Limits of what an archive may unpack to. */
export interface UnpackLimits {
  /** Of all files together, including the archive's headers. */
  readonly bytes: number;
  readonly fileBytes: number;
  readonly files: number;
}

/** The sizes are those of Helm's archive loader (`MaxDecompressedChartSize`, `MaxDecompressedFileSize`). */
export const defaultUnpackLimits: UnpackLimits = {
  bytes: 100 * 1024 * 1024,
  fileBytes: 5 * 1024 * 1024,
  files: 10_000,
};

/** Files by their path in the chart: relative, with `/` as separator, without `.` and `..`; or why there are none. */
export type Unpacked =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  /** `why` is the end of a sentence. */
  | { readonly ok: false; readonly code: 'archive-invalid' | 'too-large'; readonly why: string };

/**
 * Unpacks a chart's archive (gzip-compressed tar) in memory, and removes its top folder from the paths. An archive with
 * anything that `helm package` never writes is refused as a whole: paths that lead out, links, devices, duplicate
 * paths.
 */
export async function unpack(archive: Uint8Array, limits: UnpackLimits = defaultUnpackLimits): Promise<Unpacked> {
  return unpacked(async () => filesOf(readTar(await expanded(archive, limits.bytes)), limits));
}

/** Limits for a git repository. */
const repositoryLimits: UnpackLimits = { bytes: 256 * 1024 * 1024, fileBytes: 5 * 1024 * 1024, files: 50_000 };

/** The same for a git repository, which may have links and large files: these are left out. */
export async function unpackRepository(archive: Uint8Array): Promise<Unpacked> {
  const { bytes: limit, fileBytes } = repositoryLimits;
  return unpacked(async () => {
    const entries = readTar(await expanded(archive, limit), 'left out');
    const wanted = entries.filter(({ bytes }) => bytes.length <= fileBytes);
    return filesOf(wanted, repositoryLimits);
  });
}

async function unpacked(files: () => Promise<ReadonlyMap<string, Uint8Array>>): Promise<Unpacked> {
  try {
    return { ok: true, files: await files() };
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    return { ok: false, code: thrown.code === 'too-large' ? 'too-large' : 'archive-invalid', why: thrown.message };
  }
}

/** Stops at the limit, so that a decompression bomb does not take more memory. */
async function expanded(archive: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(archive, { maxOutputLength: limit });
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new Refused('too-large', `the archive unpacks to more than ${limit} bytes`);
    throw new Refused('archive-invalid', `the archive is not compressed with gzip (${messageOf(thrown)})`);
  }
}

function filesOf(entries: Iterable<TarEntry>, limits: UnpackLimits): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let top: string | null = null;
  for (const { path, type, bytes } of entries) {
    if (type === 'folder') continue;
    const [first, inside] = split(path);
    top ??= first;
    if (first !== top) throw invalid(`it has two top-level folders, ${quoted(top)} and ${quoted(first)}`);
    if (files.has(inside)) throw invalid(`it has ${quoted(inside)} twice`);
    if (bytes.length > limits.fileBytes) throw tooLarge(`${quoted(inside)} is larger than ${limits.fileBytes} bytes`);
    if (files.size === limits.files) throw tooLarge(`it has more than ${limits.files} files`);
    files.set(inside, bytes);
  }
  if (files.size === 0) throw invalid('it has no files');
  return files;
}

/** The top folder, and the path in it. @throws {Refused} for any path that leads out of it. */
function split(path: string): [string, string] {
  const parts = path.split('/').filter((part, index) => part !== '.' && (part !== '' || index === 0));
  const [top = '', ...inside] = parts;
  // Backslashes and colons have a meaning in Windows paths; Helm splits at the former and refuses the latter.
  if (/[\\\0]/.test(path) || /^[a-z]:/i.test(inside[0] ?? top))
    throw invalid(`it has an invalid path, ${quoted(path)}`);
  if (top === '' || parts.includes('..')) throw invalid(`it has a path that points outside of it, ${quoted(path)}`);
  if (inside.length === 0) throw invalid(`${quoted(path)} is not in the chart's folder`);
  return [top, inside.join('/')];
}

/** A path from an archive for a message: on one line and shortened. */
function quoted(path: string): string {
  return JSON.stringify(path.length > 100 ? `${path.slice(0, 100)}…` : path);
}

function invalid(why: string): Refused {
  return new Refused('archive-invalid', `the archive is refused: ${why}`);
}

function tooLarge(why: string): Refused {
  return new Refused('too-large', `the archive is refused: ${why}`);
}
