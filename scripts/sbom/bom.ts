/** Writes the parts of the package as a CycloneDX document. */
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Part } from './components.ts';

/** The package that the document is about. */
export interface Whole {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * CycloneDX 1.6 in JSON. The same parts give the same bytes: there is no time and no random number in it.
 */
export function cycloneDx(whole: Whole, parts: readonly Part[]): string {
  const main = component(Enums.ComponentType.Application, { ...whole, ecosystem: 'npm', sha512: null });
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: main }) });
  for (const part of parts) {
    const library = component(Enums.ComponentType.Library, part);
    bom.components.add(library);
    main.dependencies.add(library.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function component(type: Enums.ComponentType, { ecosystem, name, version, license, sha512 }: Part): Models.Component {
  const scoped = ecosystem === 'npm' ? /^(@[^/]+)\/(.+)$/.exec(name) : null;
  const purl = packageUrl(ecosystem, name, version);
  return new Models.Component(type, scoped?.[2] ?? name, {
    bomRef: purl,
    ...(scoped?.[1] === undefined ? {} : { group: scoped[1] }),
    version,
    purl,
    hashes: new Models.HashDictionary(sha512 === null ? [] : [[Enums.HashAlgorithm['SHA-512'], sha512]]),
    licenses: new Models.LicenseRepository(license === null ? [] : [new Models.LicenseExpression(license)]),
  });
}

/** github.com/package-url/purl-spec: each segment is percent-encoded; a Go module is written in lower case. */
function packageUrl(ecosystem: Part['ecosystem'], name: string, version: string): string {
  const spelled = ecosystem === 'golang' ? name.toLowerCase() : name;
  return `pkg:${ecosystem}/${spelled.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`;
}
