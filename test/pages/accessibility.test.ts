import { expect } from 'chai';
import { accessibilityOf, complaintsOf, type Thing } from './accessibility.ts';
import { brokenReferencesOf } from './broken-references.ts';
import { faintTextsOf } from './contrast.ts';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts, customers, everyCustomer, field } from './world.ts';

describe('the search page for assistive technology and keyboards', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: true });

  const headingsOf = (things: readonly Thing[]): string[] =>
    things.filter(({ role }) => role === 'heading').map(({ name, level }) => `${String(level)} ${name}`);
  const landmarksOf = (things: readonly Thing[]): string[] =>
    things
      .filter(({ role }) => ['banner', 'main', 'search', 'navigation', 'region'].includes(role))
      .map(({ role, name }) => `${role} ${name}`.trim());

  it('has names for every control, headings in order, and landmarks, in every state', async () => {
    await at.world.visit(at.page, '/search', null);
    await at.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(complaintsOf(await accessibilityOf(at.page)), 'sign-in').to.deep.equal([]);

    await at.world.visit(at.page, '/search?q=rowing&level_type=Advanced&page=1');
    await at.page.reload();
    await counts(at.page, '15 results');
    await at.page.getByRole('combobox', { name: 'Customer' }).click();
    await becomes('options', () => at.page.getByRole('listbox', { name: 'Customer' }).getByRole('option').count(), 21);
    const results = await accessibilityOf(at.page);
    expect(complaintsOf(results), 'results').to.deep.equal([]);
    expect(landmarksOf(results)).to.deep.equal(['banner', 'main', 'search', 'region Filters', 'region Results']);
    expect(headingsOf(results).slice(0, 4)).to.deep.equal([
      '1 Find courses',
      '2 Filters',
      '2 Results',
      '3 Rowing, part 2',
    ]);
    const names = results.filter(({ role }) => role === 'checkbox').map(({ name }) => name);
    expect(names).to.include('Advanced 15 results');

    await at.world.visit(at.page, '/search?q=nothingofthekind');
    await counts(at.page, '0 results');
    expect(complaintsOf(await accessibilityOf(at.page)), 'empty').to.deep.equal([]);

    await at.world.visit(at.page, `/search/course/Weave%2B1?customer=${customers.acme}`);
    await counts(at.page, 'In 1 catalog');
    const course = await accessibilityOf(at.page);
    expect(complaintsOf(course), 'course').to.deep.equal([]);
    expect(headingsOf(course)).to.deep.equal([
      '1 Weaving for beginners',
      '2 About',
      '2 Dates',
      '2 Skills',
      '2 Catalogs',
      '3 Acme',
    ]);
  });

  it('has texts that stand out, by day and by night, and refers to nothing that is not there', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await at.page.emulateMedia({ colorScheme });
      const expectSound = async (state: string): Promise<void> => {
        expect(await faintTextsOf(at.page), `faint, ${state}, ${colorScheme}`).to.deep.equal([]);
        expect(await brokenReferencesOf(at.page), `references, ${state}`).to.deep.equal([]);
      };
      await at.world.visit(at.page, '/search?q=rowing&level_type=Advanced');
      await counts(at.page, '15 results');
      await expectSound('results');
      await at.page.getByRole('combobox', { name: 'Customer' }).click();
      await at.page.getByRole('listbox', { name: 'Customer' }).getByRole('option').first().waitFor();
      await expectSound('options');
      await at.world.visit(at.page, '/search?q=nothingofthekind');
      await counts(at.page, '0 results');
      await expectSound('empty');
      await at.world.visit(at.page, `/search/course/Weave%2B1?customer=${customers.acme}`);
      await counts(at.page, 'In 1 catalog');
      await expectSound('course');
    }
  });

  it('would notice a text that is faint, and a reference to nothing', async () => {
    await at.page.setContent(
      `<main><h1 style="color:#111">Dark</h1><p style="color:#999">Faint</p><p style="color:#888;font-size:24px">Large</p>
       <div style="background:#000"><p style="color:rgb(255 255 255 / 30%)">Thin</p><p style="color:#fff">Light</p></div>
       <button disabled style="color:#bbb;background:#fff">Off</button>
       <p id="twice">1</p><p id="twice">2</p><a aria-describedby="twice nowhere" aria-controls="gone" href="#">Go</a>
       <label for="nobody">Who</label><div role="tab">Alone</div></main>`,
    );
    expect((await faintTextsOf(at.page)).map((text) => text.split(': ')[1])).to.deep.equal(['Faint', 'Thin']);
    expect(await brokenReferencesOf(at.page)).to.have.members([
      'two elements have the id twice',
      'aria-describedby refers to nowhere',
      'aria-controls refers to gone',
      'for refers to nobody',
      'a tab is in no tablist',
    ]);
  });

  it('would notice what is wrong', () => {
    const sound: Thing[] = [
      { role: 'banner', name: '' },
      { role: 'main', name: '' },
      { role: 'heading', name: 'One', level: 1 },
    ];
    expect(complaintsOf(sound)).to.deep.equal([]);
    const faults: Thing[][] = [
      [...sound, { role: 'button', name: '' }],
      [...sound, { role: 'tab', name: '' }],
      [...sound, { role: 'group', name: '' }],
      [...sound, { role: 'image', name: '' }],
      [...sound, { role: 'unheard of', name: '', focusable: true }],
      [...sound, { role: 'heading', name: 'Three', level: 3 }],
      [...sound, { role: 'heading', name: 'Another', level: 1 }],
      [...sound, { role: 'main', name: '' }],
      [...sound, { role: 'navigation', name: '' }],
      sound.slice(1),
    ];
    for (const fault of faults) {
      expect(complaintsOf(fault), JSON.stringify(fault)).to.not.deep.equal([]);
    }
  });

  it('says how many results there are in a region that stays, politely', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    await counts(at.page, '45 results');
    await at.page.evaluate("document.getElementById('count').dataset.same = 'yes'");
    await field(at.page).fill('weaving');
    await counts(at.page, '3 results for “weaving”');
    const region = at.page.locator('#count');
    expect(await region.getAttribute('data-same')).to.equal('yes');
    expect(await region.getAttribute('role')).to.equal('status');
    expect(await at.page.locator('html').getAttribute('lang')).to.equal('en');
  });

  it('is gone through by keyboard alone, from signing in to a course and back', async () => {
    const press = async (key: string, times = 1): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        await at.page.keyboard.press(key);
      }
    };
    const focused = (): Promise<string> =>
      at.page.evaluate<string>(`(() => {
        const { activeElement: it } = document;
        return it.getAttribute('aria-label') ?? (it.labels?.[0]?.innerText ?? it.innerText).trim().split('\\n')[0];
      })()`);
    /** Every stop on the way must show that it has the keyboard. */
    const tabTo = async (name: string): Promise<void> => {
      for (let stop = 0; stop < 60; stop += 1) {
        await press('Tab');
        const outline = await at.page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
        expect(outline, `outline of ${await focused()}`).to.not.equal('none');
        if ((await focused()) === name) {
          return;
        }
      }
      throw new Error(`the keyboard does not come to ${name}`);
    };

    await at.world.visit(at.page, '/search', null);
    await at.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await tabTo('Skip to the content');
    await press('Enter');
    expect(await at.page.evaluate('document.activeElement.id')).to.equal('main');
    await tabTo('Token');
    await at.page.keyboard.insertText(everyCustomer());
    await press('Enter');
    await counts(at.page, '50 results');
    await becomes('the focus', focused, 'Topic, skill or partner');
    await at.page.keyboard.type('rowing');
    await counts(at.page, '45 results');
    await tabTo('Intermediate');
    await press('Space');
    await counts(at.page, '15 results');
    expect(await focused(), 'the choice keeps the keyboard').to.equal('Intermediate');
    await tabTo('Remove filter Level: Intermediate');
    await press('Enter');
    await counts(at.page, '45 results');
    expect(await focused()).to.equal('Topic, skill or partner');
    await press('Enter');
    await becomes('the focus', focused, 'Results');
    await tabTo('Sort by');
    await press('Tab');
    const title = await focused();
    await press('Enter');
    await at.page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await becomes('the focus', focused, title);
    await press('Shift+Tab');
    expect(await focused()).to.equal('← Back to the results');
    await press('Enter');
    await counts(at.page, '45 results');
    await becomes('the focus', focused, title);
    await tabTo('Page 2');
    await press('Enter');
    await counts(at.page, 'page 2 of 3');
    expect(await focused()).to.equal('Results');
  });
});
