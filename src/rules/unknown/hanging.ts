import { distinctBy } from '../../foundation/groups.ts';
import { type Evaluation } from '../evaluate.ts';
import { counterpart } from '../../foundation/kubernetes/counterpart.ts';
import { overlap } from '../../foundation/json.ts';
import { namedPath, objectKey } from '../../foundation/kubernetes/keys.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Elsewhere, type Manifest } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type Unknown } from '../../model/source.ts';
import { unknownKey } from '../../sources/unknown/suppose.ts';
import { pathsIn, unknownFields } from './unknown-fields.ts';

/** A finding that is neither made nor ruled out, as something that it hangs on cannot be known. */
export interface Hanging {
  readonly finding: RawFinding;
  readonly on: readonly Unknown[];
  /** Present where no plain render has it: it is found elsewhere only. */
  readonly elsewhere?: true;
}

export interface Judged extends Evaluation {
  readonly hanging: readonly Hanging[];
}

/**
 * What holds of an object whatever is supposed, and what does not: what stands on a field that cannot be known, and what
 * is found under one supposition and not under another.
 */
export function judged(manifest: Manifest, evaluate: (manifest: Manifest) => Evaluation): Judged {
  const evaluated = evaluate(manifest);
  const { otherwise = [] } = manifest;
  if (otherwise.length === 0) return { ...evaluated, hanging: [] };
  const fields = unknownFields(manifest);
  const others = otherwise.map(({ on, object }) => ({
    on,
    found: object === null ? [] : inTermsOf(manifest.object, object, evaluate({ ...manifest, object }).findings),
  }));
  const known = new Set(evaluated.findings.map(keyOf));
  const hangsOn = (finding: RawFinding): readonly Unknown[] => {
    const key = keyOf(finding);
    const standing = fields.filter(({ path }) => overlap(path, finding.path));
    const differing = others.filter(({ found }) => found.some((each) => keyOf(each) === key) !== known.has(key));
    return fewest([...standing, ...differing].map(({ on }) => on));
  };
  const found = evaluated.findings.map((finding) => ({ finding, on: hangsOn(finding) }));
  const possible = new Map(
    others.flatMap(({ found: all }) => all.map((finding): [string, RawFinding] => [keyOf(finding), finding])),
  );
  return {
    ...evaluated,
    findings: found.filter(({ on }) => on.length === 0).map(({ finding }) => finding),
    hanging: [
      ...found.filter(({ on }) => on.length > 0),
      ...[...possible].flatMap(([key, finding]) =>
        known.has(key) ? [] : [{ finding: { ...finding, manifest }, on: hangsOn(finding) }],
      ),
    ],
  };
}

/** As findings of the same fields of another state of their object, where that has these: list items may have other names. */
function inTermsOf(
  object: Manifest['object'],
  other: Manifest['object'],
  findings: readonly RawFinding[],
): RawFinding[] {
  const pathIn = pathsIn(object, other);
  return findings.map((finding) => {
    const path = pathIn(finding.path);
    return path === null ? finding : { ...finding, path, manifest: { ...finding.manifest, object } };
  });
}

/**
 * What is found elsewhere only. What an upgrade brings is found; of all else nobody knows whether it is so where the
 * source is deployed. `here`: what a plain render says.
 */
export function judgedElsewhere(
  { on, variants }: Elsewhere,
  here: readonly Judged[],
  evaluate: (manifest: Manifest) => Evaluation,
): Judged {
  const known = new Set(
    here.flatMap(({ findings, hanging }) => [...findings, ...hanging.map(({ finding }) => finding)].map(objectKeyOf)),
  );
  const findings: RawFinding[] = [];
  const hanging: Hanging[] = [];
  for (const { manifest, instead, certain } of variants) {
    for (const finding of evaluate(manifest).findings) {
      const as = instead === null ? finding : { ...finding, manifest: { ...finding.manifest, object: instead.object } };
      const keys = [objectKeyOf(finding), pairKeyOf(finding, as)];
      if (keys.some((key) => known.has(key))) continue;
      for (const key of keys) known.add(key);
      if (certain) findings.push(finding);
      else hanging.push({ finding, on: [{ what: on.what, why: on.why }], elsewhere: true });
    }
  }
  return { findings, hanging, problems: [], rules: 0 };
}

function objectKeyOf(finding: RawFinding): string {
  return JSON.stringify([objectKey(finding.manifest), keyOf(finding)]);
}

/** As of the object that stands in its place in a plain render: its name may be another. */
function pairKeyOf(finding: RawFinding, { manifest }: RawFinding): string {
  return JSON.stringify([objectKey(manifest), keyOf(finding)]);
}

/** What hangs at head, without what was found elsewhere at base too: that is nobody's change. */
export function newElsewhere(base: Found, head: Pick<Found, 'hanging'>): readonly Hanging[] {
  if (!head.hanging.some(({ elsewhere }) => elsewhere === true)) return head.hanging;
  const before = new Set(
    [...base.findings, ...base.hanging.map(({ finding }) => finding)].map((finding) => sourceKeyOf(finding)),
  );
  return head.hanging.filter(({ finding, elsewhere }) => elsewhere !== true || !before.has(sourceKeyOf(finding)));
}

interface Found {
  readonly findings: readonly RawFinding[];
  readonly hanging: readonly Hanging[];
}

function sourceKeyOf(finding: RawFinding): string {
  return JSON.stringify([finding.manifest.source, objectKeyOf(finding)]);
}

/** On what a field of the base hangs among manifests of the head; on nothing where it is known. */
export function unknownAt(manifests: readonly Manifest[]): (finding: RawFinding) => readonly Unknown[] {
  const byObject = new Map(
    manifests.map((manifest) => [JSON.stringify([manifest.source, objectKey(manifest)]), manifest]),
  );
  return ({ manifest, path }) => {
    const now = byObject.get(JSON.stringify([manifest.source, objectKey(manifest)]));
    if (now?.otherwise === undefined) return [];
    const way = wayIn(manifest.object, path, now.object);
    return fewest(
      unknownFields(now)
        .filter((field) => overlap(field.path, way))
        .map(({ on }) => on),
    );
  };
}

/** The way to a field in another state of its object, as far as that has it. */
function wayIn(from: Json, path: Path, to: Json): Path {
  for (let length = path.length; length > 0; length--) {
    const way = counterpart(from, path.slice(0, length), to);
    if (way !== null) return way;
  }
  return [];
}

/** The same rule of the same field, list items by their keys. */
function keyOf({ rule, manifest, path }: RawFinding): string {
  return JSON.stringify([rule, namedPath(manifest.object, path)]);
}

/** Of what is supposed together and apart, what suffices; all, where only all together does. */
export function fewest(on: readonly (readonly Unknown[])[]): readonly Unknown[] {
  const least = Math.min(...on.map(({ length }) => length));
  const all = on.filter(({ length }) => length === least).flat();
  return distinctBy(all, unknownKey);
}
