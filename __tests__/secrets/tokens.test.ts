import { expect, test } from 'vitest';
import { maskedTokens } from '../../src/secrets/by-sight.ts';
import { secretsKnown } from '../../src/secrets/secrets.ts';

const token = ['hf', 'QpNLAolWoOPgCdsUjzkmVLSBXfhZgUxLMp'].join('_');

test('a token is masked wherever it stands, and the text beside it stays', () => {
  expect(maskedTokens(`url: https://x:${token}@example.org/a\nargs: [--token=${token}]\n`)).toBe(
    'url: https://x:[masked]@example.org/a\nargs: [--token=[masked]]\n',
  );
});

test.each([
  ['base64', Buffer.from(`{"token": "${token}"}`).toString('base64')],
  ['base64 without padding', Buffer.from(`user:${token}`).toString('base64').replace(/=+$/, '')],
  ['the escapes of an address', token.replace('_', '%5F')],
])('a token is masked in %s', (_, written) => {
  expect(maskedTokens(`value: ${written} # beside\n`)).toBe('value: [masked] # beside\n');
});

test.each([
  ['.netrc', 'machine git.acme.dev login ci password ', ''],
  ['.npmrc', '//registry.acme.dev/:_authToken=', ''],
  ['.pgpass', 'db.shop.svc:5432:shop:shop:', ''],
  ["MySQL's options", 'password = "', '"'],
  ['properties', 'spring.datasource.password=', ''],
  ["Docker's logins", '{"auths": {"registry.acme.dev": {"auth": "', '"}}}'],
  ['a kubeconfig', 'token: ', ''],
  ['a header', 'Authorization: Bearer ', ''],
  ['a command', 'curl -u shop:', ''],
  ['a connection string', 'Server=db;User Id=shop;Password=', ';'],
  ["JDBC's URLs", 'jdbc:oracle:thin:shop/', '@db'],
])('a password is masked in %s', (_, before, after) => {
  expect(maskedTokens(`    ${before}korv9Tunnel${after}\n    next\n`)).toBe(
    `    ${before}[masked]${after}\n    next\n`,
  );
});

test('a private key is masked line by line', () => {
  const key = '    -----BEGIN PRIVATE KEY-----\n    MC4CAQAwBQYDK2Vw\n    -----END PRIVATE KEY-----\n  next: 1\n';

  expect(maskedTokens(key)).toBe('    [masked]\n    [masked]\n    [masked]\n  next: 1\n');
});

test.each([
  ['a password in an address', 'amqp://shop:korv-9tunnel@queue/', 'amqp://shop:[masked]@queue/'],
  ['not a reference in its place', 'amqp://shop:$(PASSWORD)@queue/', 'amqp://shop:$(PASSWORD)@queue/'],
  ['not the user of a repository', 'ssh://git@git.example:22/a', 'ssh://git@git.example:22/a'],
  ['not a sentence', 'Basic authentication, Bearer authentication', 'Basic authentication, Bearer authentication'],
  ['not a digest', `web@sha256:${'0f'.repeat(32)}`, `web@sha256:${'0f'.repeat(32)}`],
])('masked is %s', (_, text, shown) => {
  expect(maskedTokens(text)).toBe(shown);
});

test('a report and the lines of files show no token, although no Secret has it', () => {
  const nothing = { texts: new Set<string>(), values: [], wholes: new Set<string>(), common: new Set<string>() };
  const secrets = secretsKnown({ ...nothing, earlier: new Map() });

  expect(secrets.text(`Container "${token}" runs privileged.`)).toBe('Container "[masked]" runs privileged.');
  expect(secrets.file('a.yaml', `value: ${token}\nother: 1\n`)).toBe('value: [masked]\nother: 1\n');
});

test('a long word takes no longer than its length', () => {
  const text = `# ${'x'.repeat(1_000_000)}\nvalue: 1\n`;
  const started = performance.now();

  expect(maskedTokens(text)).toBe(text);
  expect(performance.now() - started).toBeLessThan(3000);
});
