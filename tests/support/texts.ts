import type { Random } from '@/lib/math/random';

const TOPICS = [
  'card payment refund charge bank fee statement transfer pending declined',
  'train station platform ticket delay journey seat carriage conductor map',
  'bread oven flour yeast dough crust butter recipe kitchen slice',
  'river mountain valley forest trail bridge waterfall stone meadow cloud',
  'printer paper driver cable screen keyboard update password network crash',
  'match goal team coach season league keeper stadium penalty whistle',
].map((words) => words.split(' '));

/** Distinct texts of 6 to 25 words around a few topics: unlike random letters they are short for a tokenizer. */
export function makeTexts(random: Random, count: number, firstNumber = 0): string[] {
  return Array.from({ length: count }, (_, index) => {
    const topic = TOPICS[Math.floor(random() * TOPICS.length)] ?? [];
    const length = 6 + Math.floor(random() * 20);
    const words = Array.from({ length }, () => topic[Math.floor(random() * topic.length)] ?? '');
    return `${words.join(' ')} number ${firstNumber + index}`;
  });
}

/** A CSV with a header and one text a row. */
export function toCsv(texts: readonly string[]): string {
  return `text\n${texts.map((text) => `"${text}"`).join('\n')}\n`;
}
