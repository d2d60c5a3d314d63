/** The key `workloads` of the configuration: custom kinds that make pods, and where their pods stand. */
import { z } from 'zod';
import { ownGroups } from '../../foundation/kubernetes/pod-kinds.ts';

const domain = /^(?:\*|[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)$/;
const groupWords = 'an API group is written example.com, without a version, or * for any';

const group = z
  .string()
  .regex(domain, { message: groupWords, abort: true })
  .refine((name) => !ownGroups.has(name), {
    error: 'expected the group of a custom kind: the workloads of Kubernetes itself are built in',
  });

const podPath = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]+(?:\[\*\])*(?:\.(?:[A-Za-z0-9_-]+|\*)(?:\[\*\])*)*$/,
    'a path is written spec.template; [*] stands for every item of a list (spec.roles[*].template), * for every key of a map (spec.groups.*.template)',
  );

export const configuredWorkloads = z
  .array(
    z.strictObject({
      group: group.describe('The API group without its version; `*` is every group but those of Kubernetes.'),
      kind: z
        .string()
        .regex(/^[A-Z][A-Za-z0-9]*$/, 'a kind is written Worker')
        .describe('The kind.'),
      pods: z
        .array(podPath)
        .min(1)
        .describe('Where its pod templates (metadata and spec) or pod specifications stand: `spec.roles[*].template`.'),
    }),
  )
  .default([])
  .describe('Custom kinds that make pods, in addition to the built-in ones.');
