import { expect } from 'chai';
import { wantedWordsOf } from '../../src/search/empty-words.ts';
import { course } from '../support/documents.ts';
import { Asker } from './asker.ts';

const popular = { reviews_count: 5_000, avg_course_rating: 5, recent_enrollment_count: 90_000 };

const documents = [
  course('Want+1', { title: 'Woodwork', level_type: 'Introductory', skill_names: ['Carpentry'] }),
  course('Want+2', { title: 'Woodwork at home', level_type: 'Advanced', ...popular }),
  course('Want+3', { title: 'How to Learn' }),
  course('Want+4', { title: 'Machine tools', full_description: 'Nothing of learning.', ...popular }),
  course('Want+5', { title: 'Weaving', skill_names: ['Machine Learning'] }),
  course('Want+6', { title: 'Market stalls', ...popular }),
  course('Want+7', { title: 'Marketing' }),
  course('Want+8', { title: 'Marketing stalls' }),
  course('Want+9', { title: 'Sobre la madera' }),
];

describe('the words that are wanted', () => {
  let asker: Asker;

  before(async () => {
    asker = await Asker.open(documents);
  });
  after(() => asker.stop());

  it('are not those that only hold a sentence together, unless there are no others', () => {
    expect(wantedWordsOf('How do I learn about the history of art?', 'en')).to.deep.equal(['history', 'art']);
    expect(wantedWordsOf('IT for the WHO', 'en')).to.deep.equal(['IT', 'WHO']);
    expect(wantedWordsOf('how to', 'en')).to.deep.equal(['how', 'to']);
    expect(wantedWordsOf('curso sobre la gestión de Cómo', 'es')).to.deep.equal(['gestión']);
    expect(wantedWordsOf('curso de gestión', 'en'), 'which are words of another language').to.have.length(3);
  });

  it('must occur, the others need not', async () => {
    expect(await asker.keys('a course on woodwork')).to.deep.equal(['Want+2', 'Want+1']);
    expect(await asker.keys('how to learn'), 'and a title may be made of them').to.deep.equal(['Want+3']);
    expect(await asker.keys('curso sobre madera', { locale: 'es' })).to.deep.equal(['Want+9']);
    expect(await asker.keys('curso sobre madera')).to.deep.equal([]);
  });

  it('may be the level of a course, whatever it is called', async () => {
    expect(await asker.keys('beginner woodwork')).to.deep.equal(['Want+1']);
    expect(await asker.keys('carpentry for beginners')).to.deep.equal(['Want+1']);
    expect(await asker.keys('Advanced woodwork')).to.deep.equal(['Want+2']);
    expect(await asker.keys('woodwork intermedio', { locale: 'es' })).to.deep.equal([]);
  });

  it('count more in a row in one name than apart, and as they are written than by their stem', async () => {
    expect(await asker.keys('machine learning')).to.deep.equal(['Want+5', 'Want+4']);
    expect((await asker.keys('marketing'))[0]).to.equal('Want+7');
    expect(await asker.keys('marketing stalls')).to.deep.equal(['Want+8', 'Want+6']);
  });
});
