/** The files that the inputs `report-file` and `sarif-file` name: where they may be, and how they are written. */
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { assertPlainWay, leadsInto, writeAsked } from '../foundation/replace-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const inputsOfFiles = ['report-file', 'sarif-file'] as const;
type FileInput = (typeof inputsOfFiles)[number];

/** Paths as later steps use them, absolute or relative to the workspace; null for a file that is not asked for. */
export type ReportFiles = Readonly<Record<FileInput, string | null>>;

/** Prefix of a path in the runner's temporary folder. */
const TEMPORARY = '$RUNNER_TEMP/';

/**
 * The file that an input names.
 *
 * @throws {ConfigurationError} if it is neither in the workspace nor in the runner's temporary folder, after links are followed; if
 * it leads through a link of the workspace, where a pull request can put links; or if it is a folder.
 */
export function reportFile(input: FileInput, file: string | null, env: Environment): string | null {
  if (file === null) return null;
  const workspace = workspaceOf(env);
  const temporary = env['RUNNER_TEMP'] ?? tmpdir();
  const path = file.startsWith(TEMPORARY) ? join(temporary, file.slice(TEMPORARY.length)) : file;
  const place = resolve(workspace, path);
  const refuse = (why: string): never => {
    throw new ConfigurationError(input, `Input ${input}: ${file} can't be written: ${why}.`);
  };
  try {
    assertPlainWay(workspace, place);
  } catch (thrown) {
    refuse(messageOf(thrown));
  }
  if (!leadsInto(workspace, place) && !leadsInto(temporary, place))
    refuse('expected a file in the workspace, or below $RUNNER_TEMP/');
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() === true) refuse('it is a folder');
  return path;
}

/** @throws {ConfigurationError} as `reportFile`, and if both inputs name the same file. */
export function reportFiles(given: Readonly<Record<FileInput, string | null>>, env: Environment): ReportFiles {
  const files = {
    'report-file': reportFile('report-file', given['report-file'], env),
    'sarif-file': reportFile('sarif-file', given['sarif-file'], env),
  };
  const [report, sarif] = inputsOfFiles.map((input) => files[input] ?? null).map((path) => placeOf(path, env));
  if (report !== null && report === sarif)
    throw new ConfigurationError(
      'sarif-file',
      `Input sarif-file: ${given['sarif-file'] ?? ''} is the report-file, too.`,
    );
  return files;
}

function placeOf(path: string | null, env: Environment): string | null {
  return path === null ? null : resolve(workspaceOf(env), path);
}

function workspaceOf(env: Environment): string {
  return env['GITHUB_WORKSPACE'] ?? '.';
}

/** @throws {ConfigurationError} if the file can't be written. */
export async function writeReportFile(path: string, content: string, env: Environment): Promise<void> {
  try {
    await writeAsked(workspaceOf(env), path, content);
  } catch (thrown) {
    throw new ConfigurationError(path, `${path} can't be written: ${messageOf(thrown)}`);
  }
}
