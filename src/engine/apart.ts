/** Renders only the changed templates of a chart that was rendered before. */
import { createHash } from 'node:crypto';

import { type EngineFile } from './frame.ts';
import { type Helm, type Render } from './helm.ts';
import { type HelmRendering, type HelmRequest } from './helm-request.ts';
import { type Answer } from './outcome.ts';
import { isPlain } from './repeats.ts';

/** A chart that was rendered, and its templates that may be rendered again on their own. */
interface Rendered {
  /** Whether the render reported what the templates ask for. */
  readonly asking: boolean;
  readonly templates: ReadonlyMap<string, Uint8Array>;
  readonly rendering: HelmRendering;
}

/** Maximum number of renders that are kept per chart and values: base, head, and the edits tried last. */
const mostOfChart = 4;
/** Maximum length of the texts that are kept for all charts. UTF-16 units. */
const mostKept = 64 * 1024 * 1024;

/**
 * Renders only the changed templates of a chart that was rendered before, if the engine reported that no template
 * affects the output of another. In any doubt the chart is rendered as a whole.
 */
export function renderingApart(helm: Helm): Helm {
  const known = new Map<string, Rendered[]>();
  let kept = 0;
  const keep = (key: string, rendered: Rendered): void => {
    if (kept > mostKept || rendered.rendering.apart.length === 0) return;
    kept += rendered.rendering.files.reduce((sum, { text }) => sum + text.length, 0);
    known.set(key, [rendered, ...(known.get(key) ?? []).slice(0, mostOfChart - 1)]);
  };
  return {
    ...helm,
    render: async (request, signal) => {
      if (!isPlain(request)) return helm.render(request, signal);
      const { key, templates } = framed(request);
      const part = await renderedInPart(
        (asked) => helm.render(asked, signal),
        request,
        templates,
        known.get(key) ?? [],
      );
      const answer = part ?? (await helm.render({ ...request, apart: true }, signal));
      if (answer.ok) keep(key, { asking: request.asking === true, templates, rendering: answer.value });
      return answer;
    },
  };
}

/** Null where the chart must be rendered as a whole, also to get the error where it fails. */
async function renderedInPart(
  render: Render,
  request: HelmRequest,
  templates: Rendered['templates'],
  known: readonly Rendered[],
): Promise<Answer<HelmRendering> | null> {
  const isAsking = request.asking === true;
  const [nearest] = known
    .filter(({ asking }) => asking || !isAsking)
    .map((before) => ({ before, files: differing(before.templates, templates) }))
    .sort((a, b) => a.files.length - b.files.length);
  const names = nearest === undefined ? null : namesOf(nearest.files, nearest.before.rendering);
  if (nearest === undefined || names === null) return null;
  const answer = await render({ ...request, include: [...names], apart: true });
  const together = answer.ok ? joined(nearest.before.rendering, answer.value, names, isAsking) : null;
  return together === null ? null : { ok: true, value: together };
}

function differing(before: Rendered['templates'], templates: Rendered['templates']): string[] {
  return [...templates].flatMap(([file, bytes]) => {
    const old = before.get(file);
    return old !== undefined && (old === bytes || Buffer.compare(old, bytes) === 0) ? [] : [file];
  });
}

/**
 * Helm's names of the templates in these files; null where there is no file, or where one of them may affect others.
 */
function namesOf(files: readonly string[], { apart }: HelmRendering): Set<string> | null {
  const own = files.map((file) => apart.filter((each) => each.file === file).map(({ name }) => name));
  return own.length === 0 || own.some((names) => names.length === 0) ? null : new Set(own.flat());
}

/** Null where a template that was rendered alone affects others, or is affected by them. */
function joined(
  before: HelmRendering,
  part: HelmRendering,
  names: ReadonlySet<string>,
  isAsking: boolean,
): HelmRendering | null {
  const alone = new Set(part.apart.map(({ name }) => name));
  // Only renders that report asks have digests.
  if (isAsking && before.asks.length > 0 !== part.asks.length > 0) return null;
  if ([...names].some((name) => !alone.has(name))) return null;
  const others = before.files.filter(({ name }) => !names.has(name));
  const files = [...(isAsking ? others : others.map((file) => ({ ...file, digest: '' }))), ...part.files];
  const crds = files.filter(({ crd }) => crd);
  const printed = files.filter(({ crd }) => !crd).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...before, files: [...crds, ...printed], warnings: part.warnings, asks: part.asks };
}

interface Framed {
  /** Equal for equal requests, whatever the content of these templates. */
  readonly key: string;
  readonly templates: ReadonlyMap<string, Uint8Array>;
}

function framed({ files, values, asking: _, ...rest }: HelmRequest): Framed {
  const hash = createHash('sha256').update(JSON.stringify(rest));
  const templates = new Map<string, Uint8Array>();
  for (const file of files) {
    if (isTemplate(file)) templates.set(file.name, file.bytes);
    const bytes = isTemplate(file) ? null : digestOf(file.bytes);
    hash.update(JSON.stringify([file.name, bytes]));
  }
  for (const { name, bytes } of values) hash.update(JSON.stringify([name, digestOf(bytes)]));
  return { key: hash.digest('hex'), templates };
}

const digests = new WeakMap<Uint8Array, string>();

function digestOf(bytes: Uint8Array): string {
  const known = digests.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  digests.set(bytes, known);
  return known;
}

const definitions = new WeakMap<Uint8Array, boolean>();

/** A file of a `templates` folder that is not a partial and defines no named template. */
function isTemplate({ name, bytes }: EngineFile): boolean {
  if (!/(?:^|\/)templates\/(?:.*\/)?[^_/][^/]*$/.test(name)) return false;
  const known = definitions.get(bytes) ?? /define|block/.test(Buffer.from(bytes).toString('latin1'));
  definitions.set(bytes, known);
  return !known;
}
