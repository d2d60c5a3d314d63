/** Finds the helmfiles of a tree and their releases. */
import { inTurns } from '../../../foundation/concurrency/in-turns.ts';
import { type Problem } from '../../../model/problem.ts';
import { type PartlyKnown } from '../../../model/source.ts';
import { lineOf, lineStarts } from '../../../yaml/lines.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { declarationsIn } from '../declaration.ts';
import { type Deployment } from '../deployment.ts';
import { type FoundDeployments } from '../found.ts';
import { type Repository } from '../repository.ts';
import { unnamedTarget } from '../target.ts';
import { besideActions } from './beside-actions.ts';
import { isHelmfile } from './helmfile-names.ts';
import { releasesOf } from './state.ts';
import { type State } from './shared.ts';
import { templateValues } from './template-values.ts';

/** The deployments of the helmfiles of a tree: `helmfile.yaml` in any folder, and the files in each `helmfile.d`. */
export async function findHelmfiles(
  place: Pick<Repository, 'tree' | 'texts' | 'folders'>,
  looksAt: (path: string) => boolean,
): Promise<FoundDeployments> {
  const { tree, texts } = place;
  const files = [...tree.files.keys()].filter((path) => isHelmfile(path) && looksAt(path));
  const templates = files.length === 0 ? new Map() : await templatesIn(place);
  const found = await Promise.all(
    files.map(async (file): Promise<FoundDeployments> => {
      const text = await texts.of(file);
      if (!text.ok) return { deployments: [], problems: [text.problem] };
      if (isTemplate(file, text.text)) {
        const readable = readableIn(file, text.text, place, templates);
        return { deployments: [template(file, text.text), ...readable], problems: [] };
      }
      const fault = faultOf(file, text.text);
      if (fault !== null) return { deployments: [], problems: [fault] };
      return releasesOf(declarationsIn(file, text.text), place, templates);
    }),
  );
  return {
    deployments: found.flatMap(({ deployments }) => deployments),
    problems: found.flatMap(({ problems }) => problems),
  };
}

/** The values in all files that helmfile fills as templates, by their names. */
async function templatesIn({ tree, texts }: State['repository']): Promise<State['templates']> {
  const files = [...tree.files.keys()].filter((path) => path.endsWith('.gotmpl') && !isHelmfile(path));
  const read = await inTurns(files, atOnce, async (file): Promise<[string, PartlyKnown | null]> => {
    const text = await texts.of(file);
    return [file, text.ok ? templateValues(text.text) : null];
  });
  return new Map(read);
}

/** Number of files that are read at the same time. */
const atOnce = 8;

/** Whether a file is YAML only after its template is rendered. */
function isTemplate(file: string, text: string): boolean {
  return file.endsWith('.gotmpl') || (text.includes('{{') && parseManifests(text).faults.length > 0);
}

/**
 * Releases that can be read in a template without its actions: perhaps not all, and perhaps not in every environment.
 */
function readableIn(
  file: string,
  text: string,
  repository: State['repository'],
  templates: State['templates'],
): Deployment[] {
  const documents = besideActions(file, text);
  if (documents === null) return [];
  return releasesOf(documents, repository, templates).deployments.filter(({ parts }) => parts.length > 0);
}

function faultOf(file: string, text: string): Problem | null {
  const fault = parseManifests(text).faults.find(({ code }) => code !== 'yaml-duplicate-key');
  if (fault === undefined) return null;
  const { code, line } = fault;
  const message = `${file}:${line}: ${fault.message}`;
  return { stage: 'discover', code, subject: file, message, place: { kind: 'lines', file, first: line, last: line } };
}

/** Placed at its first action; a `.gotmpl` without one, at its first line. */
function template(file: string, text: string): Deployment {
  const line = lineOf(lineStarts(text), Math.max(0, text.indexOf('{{'))) + 1;
  const place = { kind: 'lines', file, first: line, last: line } as const;
  return {
    name: file,
    declaredBy: 'helmfile',
    target: unnamedTarget,
    namespace: null,
    place,
    declaredIn: [file],
    parts: [],
    createsNamespace: null,
    unknown: [{ what: 'releases', why: 'The helmfile is a template, which is not rendered.', place }],
  };
}
