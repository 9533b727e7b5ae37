/** What Anna finds by filters and words of every form. */
export const foundBy: [Record<string, unknown>, string[]][] = [
  [{ filters: 'NOT level_type:Advanced' }, ['Find+1', 'Find+4']],
  [{ filters: "aggregation_key:'course:Find+1' OR aggregation_key:'course:Find+4'" }, ['Find+1', 'Find+4']],
  [{ filters: 'level_type:Advanced OR subjects:"Biology & Life Sciences"' }, ['Find+2', 'Find+4']],
  [{ filters: 'key:"Find+2"' }, ['Find+2']],
  [{ facetFilters: [['level_type:-Advanced'], 'partners.name:North University'] }, ['Find+1']],
  [{ facetFilters: [['skill_names:SQL', 'skill_names:Pandas'], ['level_type:Introductory']] }, ['Find+1']],
  [{ filters: 'NOT recent_enrollment_count > 1000000' }, ['Find+1', 'Find+2', 'Find+4']],
  [{ filters: 'recent_enrollment_count > 1000000' }, []],
  [
    { numericFilters: [['recent_enrollment_count < 1', 'recent_enrollment_count:1 TO 5']], query: 'biologia' },
    ['Find+4'],
  ],
  [{ filters: 'metadata_language:es', query: 'celula' }, ['Find+4']],
  [{ query: 'pyhton' }, ['Find+1']],
  [{ query: 'pyhton', typoTolerance: false }, []],
];
