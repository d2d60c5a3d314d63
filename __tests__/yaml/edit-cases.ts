import { type Json, type Path } from '../../src/model/json.ts';
import { type FixOperation } from '../../src/model/rule.ts';

export interface EditCase {
  readonly name: string;
  readonly before: string;
  readonly operations: readonly FixOperation[];
  readonly after: string;
}

const pod = `# A pod, indented by four.
kind: Pod
spec:
    hostNetwork: true # needed?
    containers:
    - name: web # first
      image: 'x:1'
      securityContext: {} # to do
        # capabilities:
        #   drop: []
      args: ["--a", 'b']

    # the second one
    - image: y
      name: side
      # about nothing
    volumes:
    - name: v
      hostPath: {path: /etc}
`;

const container: Path = ['spec', 'containers', 0];
const restricted: readonly FixOperation[] = [
  set([...container, 'securityContext', 'allowPrivilegeEscalation'], false),
  set([...container, 'securityContext', 'capabilities', 'drop'], ['ALL']),
  set([...container, 'securityContext', 'seccompProfile', 'type'], 'RuntimeDefault'),
];

/** Each is the diff that a maintainer would have made. */
export const editCases: readonly EditCase[] = [
  {
    name: 'fills {} with one block, and keeps the comments',
    before: pod,
    operations: restricted,
    after: pod.replace(
      'securityContext: {} # to do\n',
      `securityContext: # to do
          allowPrivilegeEscalation: false
          capabilities:
              drop:
              - ALL
          seccompProfile:
              type: RuntimeDefault
`,
    ),
  },
  {
    name: 'adds behind the last key of a container',
    before: pod,
    operations: [set(['spec', 'containers', 1, 'securityContext', 'runAsNonRoot'], true)],
    after: pod.replace(
      '      name: side\n',
      '      name: side\n      securityContext:\n          runAsNonRoot: true\n',
    ),
  },
  {
    name: 'keeps a comment behind a scalar',
    before: pod,
    operations: [set(['spec', 'hostNetwork'], false)],
    after: pod.replace('true # needed?', 'false # needed?'),
  },
  {
    name: 'keeps quotes',
    before: pod,
    operations: [set([...container, 'image'], 'x@sha256:0')],
    after: pod.replace("'x:1'", "'x@sha256:0'"),
  },
  {
    name: 'removes a line',
    before: pod,
    operations: [remove(['spec', 'hostNetwork'])],
    after: pod.replace(/ {4}host.*\n/, ''),
  },
  {
    name: 'removes the field on the line of the dash',
    before: pod,
    operations: [remove([...container, 'name'])],
    after: pod.replace(/name: web.*\n {6}/, ''),
  },
  {
    name: 'adds inside of braces and brackets',
    before: pod,
    operations: [set(['spec', 'volumes', 0, 'hostPath', 'type'], 'File'), set([...container, 'args', 2], '8080')],
    after: pod.replace('{path: /etc}', '{path: /etc, type: File}').replace("'b']", `'b', '8080']`),
  },
  {
    name: 'leaves comments of the inner block with it',
    before: 'a:\n  b: 1\n  # about what could follow\n\n# about c\nc: 2\n',
    operations: [set(['d'], { e: ['on'] })],
    after: 'a:\n  b: 1\n  # about what could follow\n\n# about c\nc: 2\nd:\n  e:\n    - "on"\n',
  },
  {
    name: 'does not put a new key between a block and its comment',
    before: 'x:\n  a:\n    b: 1\n    # c: 2\ny1: 1\n',
    operations: [set(['x', 'd'], 1)],
    after: 'x:\n  a:\n    b: 1\n    # c: 2\n  d: 1\ny1: 1\n',
  },
  {
    name: 'fills a field that is null',
    before: 'a:\n  b: # c\n  d: ~\n',
    operations: [set(['a', 'b', 'x'], 1), set(['a', 'd'], 2)],
    after: 'a:\n  b: # c\n    x: 1\n  d: 2\n',
  },
  {
    name: 'fills an empty list item',
    before: 'a:\n  -\n  - 1\n',
    operations: [set(['a', 0], { b: 1, c: 2 })],
    after: 'a:\n  - b: 1\n    c: 2\n  - 1\n',
  },
  {
    name: 'appends to a list whose dashes are not indented',
    before: 'a:\n- b\n- c\nd: 1\n',
    operations: [set(['a', 2], { x: 1, y1: 2 })],
    after: 'a:\n- b\n- c\n- x: 1\n  y1: 2\nd: 1\n',
  },
  {
    name: 'changes only what differs in a list',
    before: 'drop:\n- NET_RAW # why\nx: 1\n',
    operations: [set(['drop'], ['NET_RAW', 'ALL'])],
    after: 'drop:\n- NET_RAW # why\n- ALL\nx: 1\n',
  },
  {
    name: 'leaves {} where the last field went',
    before: 'a:\n  b: 1\nc:\n  - x # y\n',
    operations: [remove(['a', 'b']), remove(['c', 0])],
    after: 'a: {}\nc: []\n',
  },
  {
    name: 'replaces a block text',
    before: 'a: |\n  x\n  y\nb: 1\n',
    operations: [set(['a'], 'z')],
    after: 'a: z\nb: 1\n',
  },
  {
    name: 'replaces a scalar by a block',
    before: 'a: 1 # c\nb: 2\n',
    operations: [set(['a'], { x: { z: [1, { q: 2 }] } })],
    after: 'a: # c\n  x:\n    z:\n      - 1\n      - q: 2\nb: 2\n',
  },
  {
    name: 'overrides a merged field in place',
    before: 'x: &x\n  a: 1\nw:\n  <<: *x\n',
    operations: [set(['w', 'a'], 2)],
    after: 'x: &x\n  a: 1\nw:\n  <<: *x\n  a: 2\n',
  },
  {
    name: 'replaces an alias, not what it stands for',
    before: 'x: &x 1\nw: *x # c\n',
    operations: [set(['w'], 2)],
    after: 'x: &x 1\nw: 2 # c\n',
  },
  {
    name: 'keeps an anchor that nobody else uses',
    before: 'a: &a 1\nb: &b\n  c: 1\n',
    operations: [set(['a'], 2), set(['b', 'd'], 1)],
    after: 'a: &a 2\nb: &b\n  c: 1\n  d: 1\n',
  },
  {
    name: 'keeps CRLF',
    before: 'a:\r\n  b: 1\r\nc: 2\r\n',
    operations: [set(['a', 'd', 'e'], 1), set(['c'], 3)],
    after: 'a:\r\n  b: 1\r\n  d:\r\n    e: 1\r\nc: 3\r\n',
  },
  {
    name: 'adds to a text without a final break',
    before: 'a:\n  b: 1',
    operations: [set(['a', 'c'], 1)],
    after: 'a:\n  b: 1\n  c: 1',
  },
  {
    name: 'removes the last line of a text without a final break',
    before: 'a: 1\nb: 1',
    operations: [remove(['b'])],
    after: 'a: 1',
  },
  {
    name: 'adds a line to brackets over several lines',
    before: 'args: [\n  "a",\n  "b" # c\n]\n',
    operations: [set(['args', 2], 'd')],
    after: 'args: [\n  "a",\n  "b", # c\n  "d"\n]\n',
  },
  {
    name: 'quotes what a parser could take for something else',
    before: 'a: x\n',
    operations: [set(['b'], ['yes', 'No', '0644', '1e3', '', '# x', 'a: b', '2001-01-01', '~', 'ok'])],
    after:
      'a: x\nb:\n  - "yes"\n  - "No"\n  - "0644"\n  - "1e3"\n  - ""\n  - "# x"\n  - "a: b"\n  - "2001-01-01"\n  - "~"\n  - ok\n',
  },
  {
    name: 'writes a text of several lines as a block of lines, and quotes one that would not survive that',
    before: 'a:\r\n    - b # kept\r\n',
    operations: [set(['a', 1], { c: 'one: 1\n  two' }), set(['d'], 'one \ntwo')],
    after: 'a:\r\n    - b # kept\r\n    - c: |-\r\n        one: 1\r\n          two\r\nd: "one \\ntwo"\r\n',
  },
  {
    name: 'edits JSON as JSON',
    before:
      '{\n  "spec": {\n    "securityContext": {},\n    "containers": [\n      {\n        "name": "a"\n      }\n    ]\n  }\n}\n',
    operations: [
      set(['spec', 'securityContext', 'runAsNonRoot'], true),
      set(['spec', 'containers', 0, 'tty'], false),
      set(['kind'], 'Pod'),
    ],
    after:
      '{\n  "spec": {\n    "securityContext": {\n      "runAsNonRoot": true\n    },\n    "containers": [\n      {\n        "name": "a",\n        "tty": false\n      }\n    ]\n  },\n  "kind": "Pod"\n}\n',
  },
  {
    name: 'edits JSON on one line',
    before: '{"a":{"b":1,"c":[]}}',
    operations: [set(['a', 'd'], { e: 'f' }), set(['a', 'c', 0], 'x'), remove(['a', 'b'])],
    after: '{"a":{"c":["x"],"d":{"e":"f"}}}',
  },
];

function set(path: Path, value: Json): FixOperation {
  return { op: 'set', path, value };
}

function remove(path: Path): FixOperation {
  return { op: 'remove', path };
}
