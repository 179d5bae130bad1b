import { createRandom, type Random } from '@/lib/math/random';

// Letters to a service desk, as they could be written: each is about one thing that has one trouble. A topic is a pair of
// thing and trouble; 40 things × 12 troubles are 480 topics, whose texts share meaning but not their wording.

const THINGS: readonly (readonly string[])[] = [
  'credit card|card|visa card',
  'savings account|bank account|deposit account',
  'mortgage|home loan|house loan',
  'salary payment|wages|monthly salary',
  'insurance policy|insurance contract|cover',
  'electricity meter|power meter|electric meter',
  'gas boiler|heating boiler|central heating',
  'water pipe|tap|plumbing',
  'internet router|modem|wifi router',
  'mobile phone|smartphone|cell phone',
  'laptop|notebook computer|computer',
  'printer|laser printer|office printer',
  'email account|mailbox|inbox',
  'television|tv set|flat screen',
  'washing machine|washer|laundry machine',
  'refrigerator|fridge|freezer',
  'vacuum cleaner|hoover|robot vacuum',
  'coffee machine|espresso machine|coffee maker',
  'bicycle|bike|mountain bike',
  'car|hire car|rental car',
  'train ticket|railway ticket|season ticket',
  'flight|plane ticket|flight booking',
  'hotel room|hotel booking|double room',
  'holiday apartment|holiday flat|cottage',
  'concert ticket|theatre ticket|show ticket',
  'gym membership|fitness membership|sports club',
  'library book|borrowed book|novel',
  'school timetable|lesson plan|class schedule',
  'university application|college application|enrolment',
  'passport|travel document|identity card',
  'driving licence|driver license|licence renewal',
  'dentist appointment|dental appointment|tooth check',
  'prescription|medicine|tablets',
  'hospital bill|clinic invoice|surgery bill',
  'running shoes|trainers|leather boots',
  'winter jacket|coat|rain jacket',
  'wedding ring|necklace|bracelet',
  'garden furniture|patio table|deck chair',
  'dog food|cat food|pet food',
  'birthday cake|bread order|bakery order',
].map((names) => names.split('|'));

const TROUBLES: readonly (readonly string[])[] = [
  'is broken and does not work|stopped working|fails every time',
  'was never delivered|has not arrived|is late in the post',
  'was charged twice|costs more than agreed|has a wrong price',
  'should be cancelled|must be ended now|needs cancelling please',
  'was stolen|is lost|disappeared from my home',
  'needs a new password|asks for a code that I forgot|locks me out when I sign in',
  'has the wrong name on it|shows an old address|carries a spelling mistake',
  'makes a strange noise|is far too loud|rattles at night',
  'should be exchanged for a larger one|is too small|does not fit',
  'is a gift and I want to say thanks|made us very happy|was excellent, many thanks',
  'needs instructions|has a manual that I cannot understand|how do I set it up',
  'should be renewed for another year|expires soon|runs out next month',
].map((ways) => ways.split('|'));

const OPENINGS = 'Hello|Good morning|Hi there|Dear team|Good evening|To whom it may concern|Hi|Hello again'.split('|');
const SINCE = 'since Monday|for two weeks|since yesterday|again|for a month|since the weekend|as of today'.split('|');
const TOWNS =
  'Leeds|Cork|Ghent|Turin|Lyon|Bergen|Porto|Graz|Basel|Malmo|Gdansk|Brno|Split|Tartu|Derby|Galway|Delft|Siena'.split(
    '|',
  );

export const topicCount = THINGS.length * TROUBLES.length;

/** Texts with a number and a topic each: text i is about `topics[i]`, 0 to topicCount − 1. All are distinct. */
export type TopicTexts = { csv: Uint8Array<ArrayBuffer>; topics: Uint16Array };

/** A CSV with the columns id (the row's number from 0) and text; the same seed gives the same bytes. */
export function makeTopicTexts(seed: number, count: number): TopicTexts {
  const random = createRandom(seed);
  const topics = new Uint16Array(count);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [encoder.encode('id,text\n')];
  let lines = '';
  for (let number = 0; number < count; number += 1) {
    const topic = Math.floor(random() * topicCount);
    topics[number] = topic;
    lines += `${number},"${makeText(random, topic, number)}"\n`;
    if (lines.length > 1 << 20 || number === count - 1) {
      parts.push(encoder.encode(lines));
      lines = '';
    }
  }
  return { csv: new Uint8Array(Buffer.concat(parts)), topics };
}

function makeText(random: Random, topic: number, number: number): string {
  const pick = (list: readonly string[] = []) => list[Math.floor(random() * list.length)] ?? '';
  const things = THINGS[Math.floor(topic / TROUBLES.length)];
  const troubles = TROUBLES[topic % TROUBLES.length];
  const said = `my ${pick(things)} ${pick(troubles)}. The ${pick(things)} ${pick(troubles)} ${pick(SINCE)}`;
  return `${pick(OPENINGS)}, ${said}. ${pick(TOWNS)}, case ${number}.`;
}
