import { expect, test } from 'vitest';
import { reviewer } from '../remote/reviewed.ts';

const { audited } = reviewer();
const password = 'korv9TunnelBridge';

/** A chart with a Secret, and a template that fails with what it makes of the Secret's value. */
const failing = (made: string) => ({
  'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'c/values.yaml': `auth: {password: ${password}, mode: tunnel}\n`,
  'c/templates/s.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: {{ .Values.auth.password }}\n',
  'c/templates/f.yaml': `{{ fail (print "the mode " .Values.auth.mode " is wrong: " (${made})) }}`,
});

test.each([
  ['.Values.auth.password', password],
  ['b64enc .Values.auth.password', Buffer.from(password).toString('base64')],
  ['substr 0 8 .Values.auth.password', password.slice(0, 8)],
  ['upper .Values.auth.password', password.toUpperCase()],
  ['trunc -6 .Values.auth.password', password.slice(-6)],
  ['printf "<%s>" (substr 2 9 (lower .Values.auth.password))', password.slice(2, 9).toLowerCase()],
])('a template that fails with %s shows nothing of the value', async (made, leaked) => {
  const { report } = await audited(failing(made));

  expect(report.problems.map(({ code }) => code)).toEqual(['template-failed']);
  expect(report.problems[0]?.message).toMatch(/: the mode .* is wrong: .*\[masked\]/);
  expect(JSON.stringify(report)).not.toContain(leaked);
});
