/** Separates findings that hold for every value of what is unknown from those that depend on it. */
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

/** A possible finding that depends on something unknown, and so is neither found nor ruled out. */
export interface Hanging {
  readonly finding: RawFinding;
  readonly on: readonly Unknown[];
  /** Present if no plain render has it: it is found only in variants for other clusters or releases. */
  readonly elsewhere?: true;
}

export interface JudgedObject extends Evaluation {
  readonly hanging: readonly Hanging[];
}

/**
 * The findings of an object that hold under every supposition, and those that do not: they are at an unknown field, or
 * are found only under some suppositions.
 */
export function judgedObject(manifest: Manifest, evaluate: (manifest: Manifest) => Evaluation): JudgedObject {
  const evaluated = evaluate(manifest);
  const { otherwise = [] } = manifest;
  if (otherwise.length === 0) return { ...evaluated, hanging: [] };
  const fields = unknownFields(manifest);
  const others = otherwise.map(({ on, object }) => ({
    on,
    found: object === null ? [] : inTermsOf(manifest.object, object, evaluate({ ...manifest, object }).findings),
  }));
  const known = new Set(evaluated.findings.map(findingKey));
  const hangsOn = (finding: RawFinding): readonly Unknown[] => {
    const key = findingKey(finding);
    const standing = fields.filter(({ path }) => overlap(path, finding.path));
    const differing = others.filter(({ found }) => found.some((each) => findingKey(each) === key) !== known.has(key));
    return fewest([...standing, ...differing].map(({ on }) => on));
  };
  const found = evaluated.findings.map((finding) => ({ finding, on: hangsOn(finding) }));
  const possible = new Map(
    others.flatMap(({ found: all }) => all.map((finding): [string, RawFinding] => [findingKey(finding), finding])),
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

/**
 * Findings of another state of the object, moved to the same fields of this one if it has them: keys of list items may
 * differ.
 */
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
 * Findings of variants only. Those of an upgrade are certain; for the others it is unknown whether they apply where the
 * source is deployed. `here`: results of the plain render.
 */
export function judgedElsewhere(
  { on, variants }: Elsewhere,
  here: readonly JudgedObject[],
  evaluate: (manifest: Manifest) => Evaluation,
): JudgedObject {
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
  return JSON.stringify([objectKey(finding.manifest), findingKey(finding)]);
}

/** Key of a finding as if in the object that a plain render has instead, which may have another name. */
function pairKeyOf(finding: RawFinding, { manifest }: RawFinding): string {
  return JSON.stringify([objectKey(manifest), findingKey(finding)]);
}

/**
 * The possible findings at head, without those in variants that base has too: the pull request did not change these.
 */
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

/** What a field of base depends on at head; empty if its value is known there. */
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

/** The path to a field in another state of its object, as far as it exists there. */
function wayIn(from: Json, path: Path, to: Json): Path {
  for (let length = path.length; length > 0; length--) {
    const way = counterpart(from, path.slice(0, length), to);
    if (way !== null) return way;
  }
  return [];
}

/** Key of a finding by rule and field, with list items by their keys. */
function findingKey({ rule, manifest, path }: RawFinding): string {
  return JSON.stringify([rule, namedPath(manifest.object, path)]);
}

/** The smallest set of unknowns that changes the result; if several are equally small, all of them. */
export function fewest(on: readonly (readonly Unknown[])[]): readonly Unknown[] {
  const least = Math.min(...on.map(({ length }) => length));
  const all = on.filter(({ length }) => length === least).flat();
  return distinctBy(all, unknownKey);
}
