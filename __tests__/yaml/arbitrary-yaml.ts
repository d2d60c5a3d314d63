import fc from 'fast-check';

/** Scalars of all odd shapes, as written. */
export const oddScalars =
  `y Y yes Yes YES yEs n N no NO on On ON off OFF true True TRUE tRue false ~ null Null NULL nULL 0 -0 +0 00 0644 0o644 0O17 08 09
  0b11 0B11 0b2 -0b11 +0b11 0b-1 0b+1 0x1F 0X1f -0x1F 0x 0xG 1_000 1__0 _1 1_ 0_7 0x_F 1e3 1E3 1e+3 1.e3 .5 -.5 +.5 .5e3 .5_5 .5__5
  ._5 .5_ .5e1_0 5. 5.0 1.5 -1.5 -0.0 1e400 .5e400 .inf -.inf +.inf .INF .nan .NaN . .. + -- 1:30 12:30:45 190:20:30.15
  2001-01-01 2001-1-1 2001-12-14t21:59:43.10-05:00 9007199254740993 -9007199254740993 9223372036854775807 9223372036854775808
  -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 +9223372036854775807 +9223372036854775808
  123456789012345678901234567890 0xffffffffffffffff 0x1ffffffffffffffff 01777777777777777777777
  0b1111111111111111111111111111111111111111111111111111111111111111 1e6 1e5 1e-4 1e-5 123456.5 1234567.5 0.1 16777217.0 3.4e39
  1e21 << = a http://x.y:80/z 80:80 a#b __proto__ constructor`.split(/\s+/);

const scalar = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...oddScalars) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('a', 'nginx', 'ghcr.io/a/b:1.2', 'some words', '8080', 'RuntimeDefault', ''),
  },
  fc.constantFrom('"double \\" \\u00e9 \\n"', "'single '' it'", '"on"', "'0644'", '""', "'# no comment'", '"a: b"'),
);
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'name', 'spec', 'app.kubernetes.io/name', 'c') },
  fc.constantFrom('"quoted"', "'single'", '80', 'on', 'y', '1.5', '0x10', '__proto__', '2001-01-01'),
);

export type Tree =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'block'; readonly text: readonly string[] }
  | { readonly kind: 'map'; readonly flow: boolean; readonly pairs: readonly (readonly [string, Tree])[] }
  | { readonly kind: 'list'; readonly flow: boolean; readonly items: readonly Tree[] };

const { tree } = fc.letrec<{ tree: Tree; map: Tree; list: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: scalar.map((text): Tree => ({ kind: 'scalar', text })) },
    { weight: 2, arbitrary: tie('map') },
    { weight: 2, arbitrary: tie('list') },
    fc
      .array(fc.constantFrom('x', 'some: text', '# kept', '- a'), { minLength: 1, maxLength: 3 })
      .map((text): Tree => ({ kind: 'block', text })),
  ),
  map: fc.record({
    kind: fc.constant('map' as const),
    flow: fc.boolean(),
    pairs: fc.uniqueArray(fc.tuple(key, tie('tree')), { maxLength: 4, selector: ([name]) => name }),
  }),
  list: fc.record({
    kind: fc.constant('list' as const),
    flow: fc.boolean(),
    items: fc.array(tie('tree'), { maxLength: 4 }),
  }),
}));

/** How a document is written out, apart from its content. */
const layout = fc.record({
  step: fc.constantFrom(2, 4),
  dashes: fc.constantFrom(0, 2),
  comments: fc.constantFrom(0, 1, 2),
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  final: fc.boolean(),
});
type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never;

/** YAML documents as text: maps at the root, most of them valid. */
export const yamlText = fc
  .tuple(fc.uniqueArray(fc.tuple(key, tree), { minLength: 1, maxLength: 4, selector: ([name]) => name }), layout)
  .map(([pairs, how]) => {
    const lines = write({ kind: 'map', flow: false, pairs }, 0, how);
    return lines.join(how.eol) + (how.final ? how.eol : '');
  });

function write(node: Tree, column: number, how: Layout): string[] {
  const indent = ' '.repeat(column);
  if (node.kind === 'map' && !node.flow && node.pairs.length > 0) {
    return node.pairs.flatMap(([name, value], at) => {
      const lines = under(`${indent}${name}:`, value, column, how);
      return at > 0 && at === how.comments ? [`${indent}# about ${name}`, ...lines] : lines;
    });
  }
  if (node.kind === 'list' && !node.flow && node.items.length > 0)
    return node.items.flatMap((item) => writeItem(item, column, how));
  return [indent + flow(node)];
}

function under(head: string, value: Tree, column: number, how: Layout): string[] {
  if (value.kind === 'block') return [`${head} |`, ...value.text.map((line) => ' '.repeat(column + how.step) + line)];
  const isBlock =
    (value.kind === 'map' && !value.flow && value.pairs.length > 0) ||
    (value.kind === 'list' && !value.flow && value.items.length > 0);
  if (!isBlock) return [`${head} ${flow(value)}`];
  return [head, ...write(value, column + (value.kind === 'list' ? how.dashes : how.step), how)];
}

function writeItem(item: Tree, column: number, how: Layout): string[] {
  if (item.kind === 'block')
    return [`${' '.repeat(column)}- |`, ...item.text.map((line) => ' '.repeat(column + 2) + line)];
  const [first = '', ...rest] = write(item, column + 2, how);
  return [`${' '.repeat(column)}- ${first.slice(column + 2)}`, ...rest];
}

function flow(node: Tree): string {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'block') return `"${node.text.join(' ')}"`;
  if (node.kind === 'list') return `[${node.items.map(flow).join(', ')}]`;
  return `{${node.pairs.map(([name, value]) => `${name}: ${flow(value)}`).join(', ')}}`;
}
