export interface Mutant {
  name: string;
  file: string;
  /** Every place must be there, so that a mutant cannot outlive the code that it weakens. */
  replace: (readonly [find: string, put: string])[];
  /** The only interleavings that can notice. */
  cases?: string;
  /** Another suite that must notice. */
  suite?: string;
}

/** The consistency protocol, weakened at one place each. The interleavings must notice. */
export const mutants: Mutant[] = [
  {
    name: 'the filter searches without making the content visible',
    file: 'src/inclusion/decide/query-decider.ts',
    replace: [['await this.#contentIndex.fresh()', 'this.#contentIndex']],
  },
  {
    name: 'the filter searches before its registration is visible',
    file: 'src/inclusion/rebuild/registrar.ts',
    replace: [['{ visible: true }', '{ visible: false }']],
  },
  {
    name: "the item's writer does not compare the filter's revision",
    file: 'src/inclusion/decide/item-decider.ts',
    replace: [['additions.filter(([queryId, revision]) => queries.revisions.get(queryId) === revision)', 'additions']],
    cases: 'looked at again',
  },
  {
    name: "the filter's writer does not compare the items' revisions",
    file: 'src/inclusion/decide/query-decider.ts',
    replace: [['changes.filter((change) => items.get(change.id) === change.revision)', 'changes']],
  },
  {
    name: "the item's writer removes by absence from the answer",
    file: 'src/inclusion/decide/item-decider.ts',
    replace: [['wasAsked(queryId, queries, before)', '(before === undefined || before.has(queryId))']],
    cases: 'not registered yet',
  },
  {
    name: "the filter's writer removes by absence from the answer",
    file: 'src/inclusion/decide/query-decider.ts',
    replace: [
      [
        'changes.filter((change) => items.get(change.id) === change.revision)',
        'changes.filter((change) => !change.member || items.get(change.id) === change.revision)',
      ],
    ],
  },
  {
    name: 'the hash gate compares with what was stored',
    file: 'src/replication/content/store-batch.ts',
    replace: [['isSame(row, item) && row.decided_revision === row.revision', 'isSame(row, item)']],
  },
  {
    name: "the item's writer takes no row locks",
    file: 'src/inclusion/decide/item-rows.mysql.ts',
    replace: [
      [' FOR UPDATE', ''],
      [' LOCK IN SHARE MODE', ''],
    ],
  },
  {
    name: "the item's writer passes over filters of words",
    file: 'src/inclusion/rebuild/index-target.mysql.ts',
    replace: [['words: row.words === 1', 'words: false']],
    cases: 'texts',
  },
  {
    name: "the item's writer sees an item only as everybody does",
    file: 'src/inclusion/decide/item-evaluation.ts',
    replace: [['sights.length === 0 ? [] : await this.#deps.replication.seenItems(sights)', '[]']],
    cases: 'restricted run',
  },
  {
    name: "the item's writer does not notice registrations that come meanwhile",
    file: 'src/inclusion/decide/item-decider.ts',
    replace: [['registrations !== recorded', 'recorded < 0']],
    cases: 'words only',
  },
  {
    name: "the item's writer does not ask filters that are announced",
    file: 'src/inclusion/rebuild/index-target.mysql.ts',
    replace: [['row.announced === 1 ? await readAnnounced(on) : []', '[]']],
    cases: 'is announced',
  },
  {
    name: "the item's writer believes what percolation says of a filter that is announced",
    file: 'src/inclusion/percolator/announced-filters.ts',
    replace: [['found.delete(queryId);', '']],
    cases: 'is announced',
  },
  {
    name: 'that a filter is announced is not counted',
    file: 'src/inclusion/rebuild/registrar.ts',
    replace: [['await countAnnouncements(tx);', '']],
    cases: 'words only',
  },
  {
    name: 'a filter that was announced counts as asked before it is',
    file: 'src/inclusion/decide/announced.mysql.ts',
    replace: [
      ['SET announced_revision = revision', 'SET announced_revision = revision, registered_revision = revision'],
    ],
    cases: 'is announced',
  },
  {
    name: "the item's writer counts the filters after it percolated ahead",
    file: 'src/inclusion/decide/item-evaluation.ts',
    replace: [
      ['registrations: known.filters.count', 'registrations: (await readRegistrationState(this.#database)).count'],
    ],
    cases: 'before its row is committed',
  },
  {
    name: "the item's writer does not notice what came into force until the document is written",
    file: 'src/inclusion/decide/item-rows.mysql.ts',
    replace: [['counted !== null && counted !== registrations', 'counted !== null && counted < 0']],
    cases: 'decided while it is stored',
  },
  {
    name: 'what was counted goes with the writer',
    file: 'src/inclusion/decide/item-rows.mysql.ts',
    replace: [
      ['unindexed = 1, counted_registrations = ?', 'unindexed = 1, counted_registrations = IF(? > 0, NULL, NULL)'],
    ],
    suite: 'test/protocol/decided-while-stored.test.ts',
  },
  {
    name: "the item's writer reads members after items are percolated again",
    file: 'src/inclusion/decide/item-evaluation.ts',
    replace: [
      [
        `const members = await this.#readMembers(claims);
    const hits = await this.#hitsOf(claims, await this.#percolateAfresh(plainOf(claims)));`,
        `const hits = await this.#hitsOf(claims, await this.#percolateAfresh(plainOf(claims)));
    const members = await this.#readMembers(claims);`,
      ],
    ],
    cases: 'looked at again',
  },
  {
    name: "the filter's writer takes what was no hit to fail later too",
    file: 'src/inclusion/decide/evaluate-query.ts',
    replace: [['must_not: [query]', 'must_not: []']],
    cases: 'no hit',
  },
  {
    name: "the filter's writer judges what it sees otherwise by the index",
    file: 'src/inclusion/decide/judge-seen.ts',
    replace: [['query.sights.length === 0', 'query.queryId > 0']],
    cases: 'restricted run',
  },
  {
    name: "the filter's writer takes no row locks",
    file: 'src/inclusion/decide/query-rows.mysql.ts',
    replace: [
      [' FOR UPDATE', ''],
      [' LOCK IN SHARE MODE', ''],
    ],
  },
  {
    name: 'a filter is registered in the index that serves only, while another is built',
    file: 'src/inclusion/rebuild/registrar.ts',
    replace: [
      [
        'indices.map((index) => index.register(queries, { visible: true })),',
        'indices.slice(0, 1).map((index) => index.register(queries, { visible: true })),',
      ],
    ],
    suite: 'test/inclusion/rebuild/rebuild.test.ts',
    cases: 'removed at',
  },
  {
    name: 'a filter is removed from the index that serves only, while another is built',
    file: 'src/inclusion/rebuild/registrar.ts',
    replace: [
      [
        'indices.map((index) => index.unregister(queryIds))',
        'indices.slice(0, 1).map((index) => index.unregister(queryIds))',
      ],
    ],
    suite: 'test/inclusion/rebuild/rebuild.test.ts',
    cases: 'removed at',
  },
  {
    name: 'a registration stays although its row was removed before it was written',
    file: 'src/inclusion/rebuild/registrar.ts',
    replace: [['if (recorded.gone.length > 0)', 'if (recorded.gone.length > 1_000)']],
    suite: 'test/inclusion/prune.test.ts',
  },
  {
    name: 'the builder does not look for what it may have missed',
    file: 'src/kernel/rebuild/index-rebuild.ts',
    replace: [['if (missing.length > 0) {\n      await', 'if (missing.length > 1_000) {\n      await']],
    suite: 'test/inclusion/rebuild/rebuild.test.ts',
    cases: 'version before registered',
  },
  {
    name: 'an item is written to the index that serves only, while another is built',
    file: 'src/content-index/written-index.ts',
    replace: [
      [
        'await Promise.allSettled([serving.write(documents), second.write(documents)])',
        'await Promise.allSettled([serving.write(documents), serving.write(documents)])',
      ],
    ],
    suite: 'test/protocol/content-rebuild.test.ts',
    cases: 'while an index is built',
  },
  {
    name: 'a filter is decided by whichever index is behind the alias at the moment',
    file: 'src/content-index/written-index.ts',
    replace: [['const index = await this.#index.serving();', 'const index = this.#index;']],
    suite: 'test/protocol/content-rebuild.test.ts',
    cases: 'decides a filter by one index',
  },
  {
    name: 'what terms leave open of a filter is not tested',
    file: 'src/inclusion/percolator/known-filters.ts',
    replace: [['all.every(holds) && !none.some(holds)', 'all.length + none.length + holds.length > 0']],
    suite: 'test/inclusion/percolator/selected.test.ts',
  },
  {
    name: 'items that are percolated together are taken for one',
    file: 'src/inclusion/percolator/known-filters.ts',
    replace: [['of this.#selectedFor(projection)', 'of projections.flatMap((one) => this.#selectedFor(one))']],
    suite: 'test/inclusion/percolator/together.test.ts',
  },
  {
    name: 'what is read anew of a stamp takes the place of what others have found',
    file: 'src/inclusion/percolator/known-filters.ts',
    replace: [
      [
        'others.push(filter);',
        'byValue.set(value, [...others.filter((other) => other.stamp !== filter.stamp), filter]);',
      ],
    ],
    suite: 'test/inclusion/percolator/together.test.ts',
  },
  {
    name: 'filters that have to be run are run on many items as one',
    file: 'src/inclusion/percolator/percolations.opensearch.ts',
    replace: [['ask(askedApart(percolations)) : asked', 'ask(askedTogether(percolations)) : asked']],
    suite: 'test/inclusion/percolator/selected.test.ts',
  },
  {
    name: 'what is known of a stamp is never read again',
    file: 'src/inclusion/percolator/known-filters.ts',
    replace: [['sumOf(known) !== digests', 'sumOf(known) < 0']],
    suite: 'test/inclusion/percolator/selected.test.ts',
  },
  {
    name: 'filters that another program registered are not run',
    file: 'src/inclusion/percolator/percolations.opensearch.ts',
    replace: [['areThere && !wereAsked', 'false']],
    suite: 'test/inclusion/percolator/selected.test.ts',
  },
  {
    name: 'only the first page of filters is read in advance',
    file: 'src/inclusion/percolator/percolations.opensearch.ts',
    replace: [['hasRoom && filters.length === filtersOfOnePage', 'hasRoom && filters.length < 0']],
    suite: 'test/inclusion/percolator/warm-up.test.ts',
  },
  {
    name: 'revisions that others have taken the place of are kept for ever',
    file: 'src/inclusion/percolator/known-filters.ts',
    replace: [['|| this.#kept.isWornOut', '']],
    suite: 'test/inclusion/percolator/together.test.ts',
  },
  {
    name: 'filters that have changed places have the digests of before',
    file: 'src/inclusion/percolator/known-filters.ts',
    replace: [['${String(stamp)} ', '']],
    suite: 'test/inclusion/percolator/together.test.ts',
  },
  {
    name: 'a number is taken for what an item has any value of',
    file: 'src/inclusion/filter/selection.ts',
    replace: [['should.every(isOfKeywords)', 'should.length < 9']],
    suite: 'test/inclusion/percolator/selected.test.ts',
  },
];
