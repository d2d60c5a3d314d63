import { expect, test } from 'vitest';
import { maskedBySight, maskedTokens } from '../../src/secrets/by-sight.ts';
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

test.each([
  ['a flag and its value', 'args: --password korv9Tunnel'],
  ['a flag with =', 'args: [--db-password=korv9Tunnel]'],
  ['two items of a list', 'args: ["--password", "korv9Tunnel"]'],
  ['two items of a flow list without quotes', 'args: [--admin-password, tunnelkorv, --x]', 'tunnelkorv'],
  ['two lines of a list', '- --password\n    - korv9Tunnel\n    - --x'],
  ['two quoted lines of a list', '- "--api-key"\n    - "korv9Tunnel"'],
  ['one dash', 'args: [-password, korv9Tunnel]'],
  ['a variable before a command', 'sh -c "PGPASSWORD=korv9Tunnel psql -h db"'],
  ['an exported variable', "export DB_PASSWORD='korv9Tunnel'; run"],
  ['a variable of another name', 'MYSQL_PWD=korv9Tunnel mysqldump shop'],
  ['-p of mysql', 'mysql -uroot -pkorv9Tunnel shop'],
  ['-p of mysqladmin in a list', 'command: [mysqladmin, ping, -uroot, "-pkorv9Tunnel"]'],
  ['-p of mysqldump in lines', '- mysqldump\n    - -uroot\n    - -pkorv9Tunnel\n    - shop'],
  ['-u of curl in a list', 'command: [curl, -u, "shop:korv9Tunnel", url]'],
  ['-u of curl in lines', '- curl\n    - -u\n    - shop:korv9Tunnel\n'],
  ['--user of curl in a list', 'command: ["curl", "--user", "shop:korv9Tunnel"]'],
  ['-u and the login in one word', 'curl -ushop:korv9Tunnel url'],
])('a password is masked in arguments: %s', (_, text, password = 'korv9Tunnel') => {
  expect(maskedTokens(`    ${text}\n`)).toBe(`    ${text.replace(password, '[masked]')}\n`);
});

test.each([
  'args: [--password-file, /run/secrets/db]',
  'args: [--password, $(DB_PASSWORD)]',
  'args: --password $DB_PASSWORD --port 8080',
  'PGPASSWORD=$(cat /run/secret) psql',
  'Set --password in the values, or --token with a reference.',
  'docker run -p8080:80 web',
  'find / -path /tmp -print',
  '- --tls-secret\n    - web-tls\n',
])('nothing is masked in arguments without a password: %s', (text) => {
  expect(maskedTokens(text)).toBe(text);
});

test('what is said before Secrets are known shows no password either', () => {
  expect(maskedBySight('mysql -pkorv9Tunnel failed; --password=korv9Tunnel')).not.toContain('korv9Tunnel');
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

test.each([
  ['a long word', 'x'.repeat(1_000_000)],
  ['many spaces', `${' '.repeat(200_000)}x`],
  ['many commands', 'mysql -p '.repeat(50_000)],
  ['many flags', '--password\n'.repeat(20_000)],
])('%s takes no longer than its length', (_, long) => {
  const text = `# ${long}\nvalue: 1\n`;
  const started = performance.now();

  expect(maskedTokens(text)).toBe(text);
  expect(performance.now() - started).toBeLessThan(3000);
});
