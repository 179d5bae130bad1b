/** Texts of three subjects, in turn: what belongs together is plain to a person and to the model. */
const subjects = [
  {
    things: ['my credit card', 'the debit card', 'my new bank card', 'the payment card'],
    acts: ['was declined at the shop', 'has not arrived by mail', 'was charged twice', 'is blocked after a wrong pin'],
  },
  {
    things: ['the striker', 'our goalkeeper', 'the football team', 'the young midfielder'],
    acts: [
      'scored in the last minute',
      'won the match on penalties',
      'was injured during training',
      'lost the cup final',
    ],
  },
  {
    things: ['the tomato soup', 'a chocolate cake', 'the fresh pasta', 'this garlic bread'],
    acts: [
      'needs more salt and pepper',
      'bakes for an hour in the oven',
      'tastes best with butter',
      'is easy to cook at home',
    ],
  },
];

/** `count` different texts; text i is of subject i % 3. At most 48. */
export function makeTopicTexts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const { things, acts } = subjects[i % 3] ?? { things: [], acts: [] };
    const n = Math.floor(i / 3);
    return `${things[n % 4]} ${acts[Math.floor(n / 4) % 4]}`;
  });
}
