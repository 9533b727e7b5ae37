import type { Page } from 'playwright-core';

/** One thing as assistive technology is told of it. */
export interface Thing {
  role: string;
  name: string;
  level?: number;
  /** The keyboard can be sent there. */
  focusable?: true;
}

interface Property {
  name: string;
  value: { value?: unknown };
}

/** The browser's own accessibility tree, in reading order, without what is not told. */
export async function accessibilityOf(page: Page): Promise<Thing[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as {
    nodes: {
      nodeId: string;
      childIds?: string[];
      ignored: boolean;
      role?: { value: string };
      name?: { value: string };
      properties?: Property[];
    }[];
  };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const read = (id: string): Thing[] => {
    const node = byId.get(id);
    if (node === undefined) {
      return [];
    }
    const valueOf = (wanted: string): unknown => node.properties?.find(({ name }) => name === wanted)?.value.value;
    const level = valueOf('level');
    const own = node.ignored
      ? []
      : [
          {
            role: node.role?.value ?? '',
            name: (node.name?.value ?? '').trim(),
            ...(typeof level === 'number' ? { level } : {}),
            ...(valueOf('focusable') === true ? { focusable: true as const } : {}),
          },
        ];
    return [...own, ...(node.childIds ?? []).flatMap(read)];
  };
  return read(nodes[0]?.nodeId ?? '');
}

/** What one can do something with, and what groups that: each must have a name. */
const controls = new Set([
  ...['button', 'link', 'textbox', 'searchbox', 'combobox', 'listbox', 'option', 'checkbox', 'radio', 'switch'],
  ...['slider', 'spinbutton', 'tab', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'treeitem', 'DisclosureTriangle'],
  ...['tablist', 'tabpanel', 'radiogroup', 'dialog', 'alertdialog', 'group', 'image', 'img'],
]);
/** What is only read, though the keyboard may be sent there. Whatever else takes the keyboard must have a name too. */
const texts = new Set(['RootWebArea', 'generic', 'heading', 'article', 'list', 'status', 'paragraph']);
const landmarks = new Set(['banner', 'main', 'search', 'navigation', 'region', 'form', 'contentinfo', 'complementary']);

const isRead = (role: string): boolean => texts.has(role) || landmarks.has(role);

/** What is wrong with the names, landmarks and headings of a page; empty when nothing is. */
export function complaintsOf(things: readonly Thing[]): string[] {
  const nameless = things
    .filter(({ role, name, focusable }) => name === '' && (controls.has(role) || (focusable && !isRead(role))))
    .map(({ role }) => `${role} has no name`);
  const headings = things.filter(({ role }) => role === 'heading');
  const jumps = headings.flatMap(({ level = 0, name }, place) => {
    const before = headings[place - 1]?.level ?? 0;
    return level > before + 1
      ? [`heading “${name}” of level ${String(level)} after one of level ${String(before)}`]
      : [];
  });
  const first = headings.filter(({ level }) => level === 1);
  const marks = things.filter(({ role }) => landmarks.has(role));
  const doubles = marks
    .map(({ role, name }) => `${role} “${name}”`)
    .filter((mark, place, all) => all.indexOf(mark) !== place);
  return [
    ...nameless,
    ...jumps,
    ...(first.length === 1 ? [] : [`${String(first.length)} headings of level 1`]),
    ...headings.filter(({ name }) => name === '').map(() => 'an empty heading'),
    ...['banner', 'main']
      .filter((role) => marks.filter((mark) => mark.role === role).length !== 1)
      .map((role) => `not one ${role}`),
    ...doubles.map((mark) => `two of ${mark}`),
    ...things.filter(({ role, name }) => role === 'navigation' && name === '').map(() => 'a navigation without a name'),
  ];
}
