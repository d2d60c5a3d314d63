/** Pull requests whose names, paths and values were written by somebody who means harm, with Secrets that nobody may read. */
import fc from 'fast-check';
import { hostileText } from '../../report/hostile-text.ts';
import type { Files } from '../hub/bare.ts';

export interface HostilePull {
  readonly base: Files;
  readonly head: Files;
  /** Values of Secrets, as they are and as base64 says them. */
  readonly secrets: readonly string[];
}

interface App {
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  readonly container: string;
  readonly image: string;
  readonly capability: string;
  readonly label: string;
  readonly secret: string;
  /** Whether a place outside of the Secret has its value. */
  readonly isRepeated: boolean;
}

/** What git takes as a name in a folder of its own: no NUL, no slash, at most 255 bytes. */
const fileName = hostileText.map((text) => {
  const bytes = Buffer.from(text.replaceAll(/[\0/]/gu, '.')).subarray(0, 120);
  return `x${bytes.toString('utf8').replaceAll('�', '')}.yaml`;
});

const secret = fc.array(fc.constantFrom(...Array.from('bcdfghjkmnpqrstvwxz23456789')), {
  minLength: 24,
  maxLength: 32,
});

const app: fc.Arbitrary<App> = fc.record({
  ...{ path: fileName, name: hostileText, namespace: hostileText, container: hostileText, image: hostileText },
  ...{ capability: hostileText, label: hostileText, secret: secret.map((all) => `pw-${all.join('')}`) },
  isRepeated: fc.boolean(),
});

/** `apps`: how many objects with findings it has. */
export function hostilePull(apps: number): fc.Arbitrary<HostilePull> {
  return fc.array(app, { minLength: apps, maxLength: apps }).map((all) => ({
    base: filesOf(all, false),
    head: filesOf(all, true),
    secrets: all.flatMap((one) => [one.secret, Buffer.from(one.secret).toString('base64')]),
  }));
}

function filesOf(all: readonly App[], isRisky: boolean): Files {
  return Object.fromEntries(
    all.map((one, at) => [`apps/${at}/${one.path}`, `${manifest(one, isRisky)}---\n${secretOf(one, isRisky)}`]),
  );
}

/** JSON is YAML, so any text can be a value. */
function manifest(one: App, isRisky: boolean): string {
  const text = (value: string): string => JSON.stringify(value);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${text(one.name)}
  namespace: ${text(one.namespace)}
  labels: {app: ${text(one.label)}}
spec:
  template:
    metadata:
      labels: {app: ${text(one.label)}}
    spec:
      containers:
        - name: ${text(one.isRepeated ? `${one.container} ${one.secret}` : one.container)}
          image: ${text(one.image)}
          env:
            - {name: ${text(one.label)}, value: ${text(one.isRepeated ? one.secret : one.label)}}
          securityContext:
            privileged: ${String(isRisky)}
            capabilities: {add: [${isRisky ? text(one.capability) : ''}]}
`;
}

function secretOf(one: App, isRisky: boolean): string {
  const data = isRisky ? `data: {key: ${Buffer.from(one.secret).toString('base64')}}` : 'data: {}';
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${JSON.stringify(one.name)}
  namespace: ${JSON.stringify(one.namespace)}
${data}
stringData:
  other: ${JSON.stringify(one.secret)}
`;
}
