import { expect, test } from 'vitest';
import { type WorkloadPosture } from '../../src/model/finding.ts';
import { changedPosture } from '../../src/report/posture.ts';

const workload = (source: string, after: 'baseline' | 'privileged', name = 'web'): WorkloadPosture => ({
  object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name },
  source,
  psa: { before: 'baseline', after },
});

test('a workload that goes the same way in several sources is one row, which says of how many', () => {
  const rows = changedPosture([
    workload('chart', 'privileged'),
    workload('chart#ci/a-values.yaml', 'privileged'),
    workload('chart#ci/b-values.yaml', 'baseline'),
    workload('chart#ci/c-values.yaml', 'privileged'),
    workload('chart', 'privileged', 'other'),
  ]);

  expect(rows.map(({ object, source, others }) => [object.name, source, others])).toEqual([
    ['web', 'chart', 2],
    ['other', 'chart', 0],
  ]);
});
